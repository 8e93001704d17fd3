//! The control page: accounts, faults, events and the last calls, with plain forms. Works without JavaScript.

use std::fmt::Write;

use cmis_base::locale::Locale;
use http::{HeaderMap, StatusCode};

use super::{
    answer::{Answer, escaped},
    call::locale,
    consent::STYLE,
    faults::FaultKind,
    state::Desk,
};
use crate::{
    Sandbox,
    platforms::{STANDS, name_of},
};

/// Calls that the page shows; the control API tells all.
const CALLS: usize = 100;

type Say<'a> = &'a dyn Fn(&'static str, &'static str) -> &'static str;

/// The page in the caller's language.
pub fn show(sandbox: &Sandbox, headers: &HeaderMap) -> Answer {
    let locale = locale(headers);
    let say = |ar: &'static str, en: &'static str| if locale == Locale::Ar { ar } else { en };
    let body = sandbox.at_desk(|desk| {
        [status(desk, &say), faults(desk, &say), events(&say), accounts(desk, &say), calls(desk, &say)].concat()
    });
    let title = say("بيئة تجربة المنصات", "Platform sandbox");
    let text = format!(
        r#"<!doctype html><html lang="{}" dir="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"#,
        locale.code(),
        locale.direction(),
    );
    Answer::html(StatusCode::OK, text)
}

fn status(desk: &Desk<'_>, say: Say<'_>) -> String {
    let live = desk.state.grants.values().filter(|grant| !grant.is_revoked).count();
    format!(
        r#"<p>{} {} · {} <bdi>{}</bdi> · {} {live} · {} {}</p><form method="post" action="/control/reset"
enctype="application/x-www-form-urlencoded"><button class="plain">{}</button></form>"#,
        say("البذرة", "Seed"),
        desk.world.seed,
        say("المنتج", "Product"),
        escaped(desk.product.as_str()),
        say("الموافقات", "Consents"),
        say("التصحيحات", "Restatements"),
        desk.state.restated().len(),
        say("البدء من جديد", "Reset everything"),
    )
}

fn platforms() -> String {
    STANDS.iter().map(|stand| format!("<option>{}</option>", stand.platform)).collect()
}

fn faults(desk: &Desk<'_>, say: Say<'_>) -> String {
    let kinds: String = FaultKind::ALL.iter().map(|kind| format!("<option>{}</option>", kind.as_str())).collect();
    let mut text = format!(
        r#"<h2>{}</h2><form class="line" method="post" action="/control/faults"><label>{} <select name="platform">{}</select></label>
<label>{} <select name="kind">{kinds}</select></label>
<label>{} <input name="path_contains" size="12"></label><label>{} <input name="times" inputmode="numeric" size="4"></label>
<label>{} <input name="seconds" inputmode="numeric" size="4"></label><label>{} <input name="after" inputmode="numeric" size="4"></label>
<button>{}</button></form><ul>"#,
        say("الأعطال", "Faults"),
        say("المنصة", "Platform"),
        platforms(),
        say("النوع", "Kind"),
        say("المسار يحوي", "Path contains"),
        say("مرات", "Times"),
        say("ثوانٍ", "Seconds"),
        say("بعد", "After"),
        say("زرع العطل", "Plant"),
    );
    for fault in &desk.state.faults.0 {
        let path = fault.path_contains.as_deref().map(escaped).unwrap_or_default();
        let times = fault.times_left.map(|times| format!("× {times}")).unwrap_or_default();
        let until = fault.until.map(|until| until.to_rfc3339()).unwrap_or_default();
        let _ = write!(text, "<li>{} {} <bdi>{path}</bdi> {times} {until}</li>", fault.platform, fault.kind.as_str());
    }
    let _ = write!(
        text,
        r#"</ul><form method="post" action="/control/faults/clear"><button class="plain">{}</button></form>"#,
        say("إزالة الأعطال", "Remove all faults"),
    );
    text
}

fn events(say: Say<'_>) -> String {
    let mut text = format!("<h2>{}</h2>", say("الأحداث", "Events"));
    for stand in STANDS {
        let kinds: String = stand.events.iter().map(|kind| format!("<option>{kind}</option>")).collect();
        let _ = write!(
            text,
            r#"<form class="line" method="post" action="/control/events"><b>{platform}</b><input type="hidden" name="platform" value="{platform}">
<select name="kind" aria-label="{kind}">{kinds}</select>
<label>{count} <input name="count" inputmode="numeric" size="3"></label><label>{late} <input name="late" inputmode="numeric" size="6"></label>
<label><input type="checkbox" name="duplicate" value="true"> {twice}</label>
<label><input type="checkbox" name="reordered" value="true"> {reordered}</label><button>{send}</button></form>"#,
            platform = stand.platform,
            kind = say("النوع", "Kind"),
            count = say("العدد", "Count"),
            late = say("التأخر بالثواني", "Late by seconds"),
            twice = say("مكرر", "Twice"),
            reordered = say("بغير ترتيب", "Out of order"),
            send = say("إرسال", "Send"),
        );
    }
    text
}

fn accounts(desk: &Desk<'_>, say: Say<'_>) -> String {
    let mut text = format!("<h2>{}</h2><table>", say("الحسابات", "Accounts"));
    for account in STANDS.iter().flat_map(|stand| desk.accounts(stand.platform)) {
        let _ = write!(
            text,
            "<tr><td>{}</td><td><bdi>{}</bdi></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            account.platform,
            escaped(&account.name),
            name_of(account.platform, account.id),
            account.currency,
            account.zone.name(),
            account.campaigns.len(),
        );
    }
    text.push_str("</table>");
    text
}

fn calls(desk: &Desk<'_>, say: Say<'_>) -> String {
    let mut text = format!("<h2>{}</h2><table>", say("آخر النداءات", "Last calls"));
    for call in desk.state.log.iter().take(CALLS) {
        let _ = write!(
            text,
            "<tr><td>{}</td><td>{}</td><td><bdi>{}</bdi></td><td>{}</td><td>{}</td></tr>",
            call.at.format("%H:%M:%S"),
            escaped(&call.method),
            escaped(&call.path),
            call.status,
            call.faults.join(", "),
        );
    }
    text.push_str("</table>");
    text
}
