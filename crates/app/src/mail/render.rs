//! A mail's subject, text and HTML, from the templates in `crates/app/mail`. Pure.
//!
//! One template a mail and language serves both parts: it is built of the pieces in `parts.html` or `parts.txt`. In HTML
//! every value is escaped; there and in text, what runs against the mail's direction is isolated.

use std::sync::LazyLock;

use cmis_base::locale::Locale;
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior, Value, context, escape_formatter};
use url::Url;

use super::{Mail, words};

/// A mail ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(
            (concat!("ar/", $name), include_str!(concat!("../../mail/ar/", $name, ".jinja"))),
            (concat!("en/", $name), include_str!(concat!("../../mail/en/", $name, ".jinja"))),
        )*]
    };
}

/// Every mail in both languages.
const MAILS: &[(&str, &str)] = templates![
    "account_erased",
    "account_exists",
    "change_email",
    "digest",
    "email_changed",
    "email_changing",
    "export_ready",
    "invitation",
    "mfa_changed",
    "new_login",
    "notice",
    "org_deletion_scheduled",
    "password_changed",
    "plan_limit_near",
    "reset_password",
    "role_changed",
    "verify_email",
];

static HTML: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let layout = include_str!("../../mail/layout.html");
    let mut env = environment(|_| AutoEscape::Html, layout, include_str!("../../mail/parts.html"));
    env.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escaped(text)).map_err(minijinja::Error::from),
        _ => escape_formatter(out, state, value),
    });
    env.add_filter("iso", isolate_html);
    env.add_filter("anchor", |link: String| {
        let link = escaped(&link);
        Value::from_safe_string(format!(r#"<a class="link" href="{link}" dir="ltr" style="color:#0a6757;">{link}</a>"#))
    });
    env
});

static TEXT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let layout = include_str!("../../mail/layout.txt");
    let mut env = environment(|_| AutoEscape::None, layout, include_str!("../../mail/parts.txt"));
    env.add_filter("iso", isolate_text);
    env.add_filter("anchor", |link: String| link);
    env.add_filter("quoted", |text: String| {
        text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
    });
    env
});

fn environment(escape: fn(&str) -> AutoEscape, layout: &'static str, parts: &'static str) -> Environment<'static> {
    let mut env = Environment::new();
    // Before the templates: each takes its escaping along when it is added.
    env.set_auto_escape_callback(escape);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.add_filter("flow", |text: String| text.split_whitespace().collect::<Vec<_>>().join(" "));
    for (name, source) in [("layout", layout), ("parts", parts)].iter().chain(MAILS) {
        env.add_template(name, source).expect("the embedded templates parse, as a test of each shows");
    }
    env
}

/// Renders a mail; `public_url` is where people reach the product. The links come from the mail itself.
pub fn render(mail: &Mail, locale: Locale, public_url: &Url) -> Result<Rendered, minijinja::Error> {
    let name = format!("{}/{}", locale.code(), mail.template());
    let values = context! { ..fields(mail, locale), ..frame(locale, public_url) };
    let html = HTML.get_template(&name)?.render(values.clone())?;
    let mut captured = TEXT.get_template(&name)?.render_captured(values)?;
    let text = tidy(captured.output());
    let subject = captured.with_state_mut(|state| state.render_block("subject"))?;
    Ok(Rendered { subject: subject.split_whitespace().collect::<Vec<_>>().join(" "), text, html })
}

/// What every mail knows.
fn frame(locale: Locale, public_url: &Url) -> Value {
    let url = public_url.as_str().trim_end_matches('/');
    let rtl = locale == Locale::Ar;
    context! {
        locale => locale.code(),
        dir => locale.direction(),
        start => if rtl { "right" } else { "left" },
        leading => if rtl { "1.85" } else { "1.65" },
        public_url => url,
        reset_link => format!("{url}/forgot-password"),
        host => public_url.host_str().unwrap_or_default(),
        fallback => if rtl {
            "إن لم يعمل الزر فانسخ هذا الرابط إلى المتصفح:"
        } else {
            "If the button does not work, copy this link into your browser:"
        },
    }
}

/// What this mail says, as text: names cleaned, instants and words in its language.
fn fields(mail: &Mail, locale: Locale) -> Value {
    let line = words::clean_line;
    match mail {
        Mail::VerifyEmail { name, link } | Mail::ResetPassword { name, link } => {
            context! { name => line(name), link }
        }
        Mail::ChangeEmail { name, new_email, link } => {
            context! { name => line(name), new_email => line(new_email), link }
        }
        Mail::PasswordChanged { name, at, address } => {
            context! { name => line(name), at => words::instant(*at, locale), address => line(address) }
        }
        Mail::Invitation { inviter, org, role, message, link, expires_days } => context! {
            inviter => line(inviter),
            org => line(org),
            role => words::role(*role, locale),
            message => message.as_deref().map(words::clean_message).filter(|message| !message.is_empty()),
            link,
            expires => words::days(*expires_days, locale),
        },
        Mail::NewLogin { name, device, address, at } => context! {
            name => line(name),
            device => line(device),
            address => line(address),
            at => words::instant(*at, locale),
        },
        Mail::MfaChanged { name, enabled } => context! { name => line(name), enabled },
        Mail::AccountExists { name, login_link, reset_link } => {
            context! { name => line(name), login_link, reset_link }
        }
        Mail::OrgDeletionScheduled { org, at, by } => {
            context! { org => line(org), at => words::instant(*at, locale), by => line(by) }
        }
        Mail::ExportReady { name, link, expires } => {
            context! { name => line(name), link, expires => words::instant(*expires, locale) }
        }
        Mail::RoleChanged { name, org, role, by } => {
            context! { name => line(name), org => line(org), role => words::role(*role, locale), by => line(by) }
        }
        Mail::PlanLimitNear { org, metric, used, limit } => context! {
            org => line(org),
            metric => words::metric(metric, locale),
            used => words::amount(metric, *used, locale),
            limit => words::amount(metric, *limit, locale),
            percent => words::percent(*used, *limit),
        },
        Mail::EmailChanging { name, new_email, at, address } => context! {
            name => line(name),
            new_email => line(new_email),
            at => words::instant(*at, locale),
            address => line(address),
        },
        Mail::EmailChanged { name, new_email, at, link, expires } => context! {
            name => line(name),
            new_email => line(new_email),
            at => words::instant(*at, locale),
            link,
            expires => words::instant(*expires, locale),
        },
        Mail::Notice { name, title, body, link } => {
            context! { name => line(name), title => line(title), body => words::clean_message(body), link }
        }
        Mail::Digest { name, count, notices, link } => context! {
            name => line(name),
            count => words::notifications(*count, locale),
            notices => notices.iter().map(|(title, body)| (line(title), words::clean_message(body))).collect::<Vec<_>>(),
            more => u32::try_from(notices.len()).ok().and_then(|shown| count.checked_sub(shown)).filter(|more| *more > 0)
                .map(|more| words::notifications(more, locale)),
            link,
        },
        Mail::AccountErased { name, at } => context! { name => line(name), at => words::instant(*at, locale) },
    }
}

/// Escapes text for HTML and its quoted attributes. Unlike the engine's own it leaves `/` alone, so that addresses stay
/// readable to programs that scan mail.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// Escapes a value and keeps its direction to itself. A `span`, because mail programs drop `bdi`.
fn isolate_html(text: String) -> Value {
    Value::from_safe_string(format!(r#"<span dir="auto">{}</span>"#, escaped(&text)))
}

/// Puts a value that runs against the mail's direction between isolate characters.
fn isolate_text(state: &State, text: String) -> String {
    let locale = state.lookup("locale").and_then(|code| Locale::parse(code.as_str()?)).unwrap_or_default();
    if words::runs_against(&text, locale) { format!("\u{2068}{text}\u{2069}") } else { text }
}

/// No spaces at line ends, at most one empty line, none around.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    let mut text = lines.join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
