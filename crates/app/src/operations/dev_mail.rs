//! The page of caught mail, for a machine without a mail server. The mails hold links with tokens, so it answers loopback
//! peers only, of an installation without a public address, and never through a proxy: anybody else sees 404. No script and no inline style stands in it, and a mail's
//! own HTML is shown in a sandboxed frame.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use cmis_base::locale::Locale;
use cmis_connectors::mail::{Caught, CaughtMail};
use uuid::Uuid;

use crate::{
    http::{
        error::ApiError,
        extract::Path,
        request::Origin,
        words::{Say, locale},
    },
    state::App,
};

/// Nothing but our own style sheet and frame.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// What a mail may do in its frame: show itself, with styles and pictures of its own, and open links in a new tab.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
    style-src 'unsafe-inline'; img-src data: cid:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The addresses of this page.
pub fn router() -> Router<App> {
    Router::new()
        .route("/dev/mail", get(index))
        .route("/dev/mail.json", get(json))
        .route("/dev/mail.css", get(style))
        .route("/dev/mail/clear", post(clear))
        .route("/dev/mail/{id}", get(show))
        .route("/dev/mail/{id}/body", get(body))
}

/// The folder of caught mail, for whom it may be shown to.
fn caught<'a>(app: &'a App, origin: &Origin, headers: &HeaderMap) -> Result<&'a Caught, ApiError> {
    // A page elsewhere could point a name of its own at this machine.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let is_ours = matches!(host, "" | "localhost" | "127.0.0.1" | "[::1]")
        || app.settings.public_url.host_str().is_some_and(|own| own == host);
    match app.mailer.as_caught() {
        Some(caught) if is_ours && super::is_this_machine(app, origin, headers) => Ok(caught),
        _ => Err(ApiError::not_found("thing-page")),
    }
}

async fn index(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Result<Response, ApiError> {
    let mails = caught(&app, &origin, &headers)?.list().await.map_err(ApiError::internal)?;
    let mut list = String::new();
    for mail in &mails {
        list.push_str(&format!(
            "<li><a href=\"/dev/mail/{}\"><b dir=\"auto\">{}</b><span dir=\"auto\">{}</span><time>{}</time></a></li>",
            mail.id,
            escaped(&mail.subject),
            escaped(&mail.to),
            mail.at.format("%Y-%m-%d %H:%M:%S UTC")
        ));
    }
    let content = if mails.is_empty() {
        format!("<p>{}</p>", said("dev-mail-none"))
    } else {
        format!(
            "<ul>{list}</ul><form method=\"post\" action=\"/dev/mail/clear\"><button>{}</button></form>",
            said("dev-mail-clear")
        )
    };
    let heading = said("dev-mail-title");
    Ok(page(&heading, &format!("<h1>{heading}</h1><p class=\"note\">{}</p>{content}", said("dev-mail-note"))))
}

async fn json(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Result<Response, ApiError> {
    let mails = caught(&app, &origin, &headers)?.list().await.map_err(ApiError::internal)?;
    let text = serde_json::to_string(&mails).map_err(ApiError::internal)?;
    let kind = (header::CONTENT_TYPE, "application/json");
    Ok(([kind, (header::CACHE_CONTROL, "no-store")], text).into_response())
}

async fn clear(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Result<Redirect, ApiError> {
    let caught = caught(&app, &origin, &headers)?;
    // Another page may not post here; tools send no Origin.
    let from = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if from.is_some_and(|from| from != format!("http://{host}") && from != app.settings.origin()) {
        return Err(ApiError::not_found("thing-page"));
    }
    caught.clear().await.map_err(ApiError::internal)?;
    Ok(Redirect::to("/dev/mail"))
}

async fn show(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let mail = find(&app, &origin, &headers, &id).await?;
    let mut links = String::new();
    for link in &mail.links {
        let link = escaped(link);
        links.push_str(&format!("<li><a href=\"{link}\" rel=\"noreferrer\">{link}</a></li>"));
    }
    let subject = escaped(&mail.subject);
    let content = format!(
        "<p><a href=\"/dev/mail\">{}</a></p><h1 dir=\"auto\">{subject}</h1><p>{}: <span dir=\"auto\">{}</span> · <time>{}</time></p>\
         <h2>{}</h2><ul class=\"links\">{links}</ul>\
         <iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" src=\"/dev/mail/{}/body\" title=\"{subject}\"></iframe>\
         <pre dir=\"auto\">{}</pre>",
        said("dev-mail-back"),
        said("dev-mail-to"),
        escaped(&mail.to),
        mail.at.format("%Y-%m-%d %H:%M:%S UTC"),
        said("dev-mail-links"),
        mail.id,
        escaped(&mail.text),
    );
    Ok(page(&subject, &content))
}

async fn body(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let mail = find(&app, &origin, &headers, &id).await?;
    let mut response = Html(mail.html).into_response();
    guard(response.headers_mut(), MAIL_POLICY);
    response.headers_mut().insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(response)
}

async fn style(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Result<Response, ApiError> {
    caught(&app, &origin, &headers)?;
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("dev_mail.css")).into_response())
}

async fn find(app: &App, origin: &Origin, headers: &HeaderMap, id: &str) -> Result<CaughtMail, ApiError> {
    let caught = caught(app, origin, headers)?;
    let id = Uuid::parse_str(id).map_err(|_| ApiError::not_found("thing-mail"))?;
    caught.find(id).await.map_err(ApiError::internal)?.ok_or_else(|| ApiError::not_found("thing-mail"))
}

fn page(title: &str, content: &str) -> Response {
    let locale: Locale = locale();
    let text = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/dev/mail.css\"></head>\
         <body><main>{content}</main></body></html>",
        locale.code(),
        locale.direction()
    );
    let mut response = Html(text).into_response();
    guard(response.headers_mut(), PAGE_POLICY);
    response
}

fn guard(headers: &mut HeaderMap, policy: &'static str) {
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

fn said(key: &'static str) -> String {
    escaped(&Say::new(key).here())
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
