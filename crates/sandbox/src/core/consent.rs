//! The page on which a person allows an app, or does not. What a platform asks stays in the address; the form adds the decision.

use cmis_base::locale::Locale;
use http::StatusCode;
use url::Url;

use super::{
    answer::{Answer, escaped},
    call::{Call, Params},
};

/// What the person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Yes, perhaps not to everything.
    Allow,
    /// No.
    Deny,
}

/// What the page says.
pub struct Consent<'a> {
    /// The platform's name.
    pub platform: &'a str,
    /// The app's id.
    pub app: &'a str,
    /// What it asks for.
    pub scopes: &'a [String],
    /// Whether single scopes may be declined.
    pub may_decline: bool,
}

/// The decision, once the form was sent.
pub fn decision(params: &Params) -> Option<Decision> {
    match params.get("sandbox_decision")? {
        "allow" => Some(Decision::Allow),
        "deny" => Some(Decision::Deny),
        _ => None,
    }
}

/// The scopes that were left ticked; `*` stands for all.
pub fn ticked(params: &Params, asked: &[String]) -> Vec<String> {
    let is_ticked = |scope: &str| params.all("sandbox_scope").any(|it| it == scope || it == "*");
    asked.iter().filter(|scope| is_ticked(scope)).cloned().collect()
}

/// The address people may be sent back to: the product's own, or one of this machine.
pub fn redirect(product: &Url, address: Option<&str>) -> Option<Url> {
    let address = Url::parse(address?).ok()?;
    let is_here = matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_web = matches!(address.scheme(), "http" | "https") && address.fragment().is_none();
    (is_web && (is_here || address.origin() == product.origin())).then_some(address)
}

/// The page.
pub fn page(call: &Call, consent: &Consent<'_>) -> Answer {
    let locale = call.locale();
    let say = |ar: &'static str, en: &'static str| if locale == Locale::Ar { ar } else { en };
    let hidden = |(name, value): &(String, String)| {
        let (name, value) = (escaped(name), escaped(value));
        format!(r#"<input type="hidden" name="{name}" value="{value}">"#)
    };
    let asked = call.query.0.iter().filter(|(name, _)| !name.starts_with("sandbox_"));
    let hidden: String = asked.map(hidden).collect();
    let scope = |scope: &String| {
        let scope = escaped(scope);
        // a box that is disabled is not sent: what cannot be declined goes along hidden
        let (hidden, off) = if consent.may_decline {
            (String::new(), "")
        } else {
            (format!(r#"<input type="hidden" name="sandbox_scope" value="{scope}">"#), " disabled")
        };
        format!(
            r#"{hidden}<li><label><input type="checkbox" name="sandbox_scope" value="{scope}" checked{off}> <bdi>{scope}</bdi></label></li>"#
        )
    };
    let scopes: String = consent.scopes.iter().map(scope).collect();
    let (platform, app) = (escaped(consent.platform), escaped(consent.app));
    let text = format!(
        r#"<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{platform} · {sandbox}</title><style>{STYLE}</style></head><body><main>
<p class="note">{note}</p><h1>{platform}</h1><p>{asks} <b><bdi>{app}</bdi></b></p>
<form method="post" action="?">{hidden}<ul>{scopes}</ul>
<button name="sandbox_decision" value="allow">{allow}</button> <button class="plain" name="sandbox_decision" value="deny">{deny}</button>
</form></main></body></html>"#,
        lang = locale.code(),
        dir = locale.direction(),
        sandbox = say("بيئة التجربة", "sandbox"),
        note = say("هذه بيئة تجربة، وليست المنصة نفسها.", "This is a sandbox, not the platform itself."),
        asks = say("يطلب تطبيق الوصول إلى حساباتك:", "An app asks for access to your accounts:"),
        allow = say("السماح", "Allow"),
        deny = say("الرفض", "Deny"),
    );
    Answer::html(StatusCode::OK, text)
}

/// The one style of all pages.
pub const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2330}\
main{max-width:60rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px}\
.note{color:#5b6472}ul{list-style:none;padding:0}button{font:inherit;padding:.5rem 1.2rem;border:1px solid #1f5eff;\
border-radius:8px;background:#1f5eff;color:#fff;cursor:pointer}button.plain{background:#fff;color:#1f5eff}\
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .5rem;border-bottom:1px solid #e3e6ea;text-align:start}\
form.line{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}input,select{font:inherit;padding:.3rem}";
