//! Leads of lead gen forms: who is told of them, fetching one, and listing those of an account.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::{
    Ask, nodes,
    people::whole,
    problem::{Problem, Told},
    restli::number,
    write::Fields,
};
use crate::{
    core::{
        answer::Answer,
        sign::sha256,
        state::{Announced, Desk},
    },
    world::World,
};

/// Subscriptions that are kept.
const MOST: usize = 1_500;
/// Leads that each account had before anything happened.
const BEFORE: u64 = 6;
/// What opens leads.
const SCOPE: [&str; 1] = ["r_marketing_leadgen_automation"];

/// The form of an account.
pub fn form_id(world: &World, account: u64) -> u64 {
    world.id(Platform::Linkedin, "form", account)
}

/// `POST /rest/leadNotifications`: 201 and the id in a header.
pub fn subscribe(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&SCOPE, "leadNotifications.CREATE")?;
    let body = ask.body()?;
    let fields = Fields(&body);
    fields.only(&["webhook", "owner", "leadType", "associatedEntity", "versionedForm"])?;
    let webhook = fields.text("webhook")?.ok_or_else(|| Problem::missing("webhook"))?.to_owned();
    let is_web = Url::parse(&webhook).is_ok_and(|it| it.scheme() == "https" || it.origin() == desk.product.origin());
    if !is_web {
        return Err(Problem::invalid("webhook", "is no address with https"));
    }
    fields.word("leadType", &["SPONSORED"])?.ok_or_else(|| Problem::missing("leadType"))?;
    let owner = body.get("owner").and_then(|owner| owner.get("sponsoredAccount")).and_then(|it| it.as_str());
    let owner = owner.ok_or_else(|| Problem::missing("owner/sponsoredAccount"))?.to_owned();
    let account = number(&owner, "sponsoredAccount");
    if !desk.accounts(Platform::Linkedin).any(|it| Some(it.id) == account) {
        return Err(Problem::permission("leadNotifications.CREATE"));
    }
    if desk.state.subscriptions.len() >= MOST {
        return Err(Problem::invalid("owner", "There are too many of these already"));
    }
    let id = desk.state.number().to_string();
    desk.state.subscriptions.insert(format!("{}/{owner}/{id}", Platform::Linkedin), vec![webhook]);
    Ok(super::empty(StatusCode::CREATED)
        .with("x-restli-id", id.clone())
        .with("location", format!("/leadNotifications/{id}")))
}

/// Every lead of an account, or of all of them, newest first.
fn all(desk: &Desk<'_>, account: Option<u64>) -> Vec<Announced> {
    let is_it = |id: u64| account.is_none_or(|account| account == id);
    let midnight = desk.now.date_naive().and_hms_opt(0, 0, 0).unwrap_or_default().and_utc();
    let accounts = desk.accounts(Platform::Linkedin).map(|it| it.id).filter(|id| is_it(*id));
    let before = accounts.flat_map(|account| (0..BEFORE).map(move |number| (account, number)));
    let before = before.map(|(account, number)| {
        let text = sha256(format!("{}:lead before:{account}:{number}", desk.world.seed).as_bytes());
        let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let id = [piece(0, 8), piece(8, 12), piece(12, 16), piece(16, 20), piece(20, 32)].join("-");
        let at = midnight - TimeDelta::hours(3 + 7 * number.cast_signed());
        Announced { platform: Platform::Linkedin, id, account, at }
    });
    let told = desk.state.announced.iter().filter(|it| it.platform == Platform::Linkedin && is_it(it.account));
    told.cloned().chain(before).collect()
}

/// `GET /rest/leadFormResponses/{id}`.
pub fn response(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&SCOPE, "leadFormResponses.GET")?;
    ask.query.only(&["fields"])?;
    let id = ask.key()?;
    let lead = all(desk, None).into_iter().find(|it| it.id == id);
    lead.map(|lead| Answer::json(&told(desk, &lead))).ok_or_else(|| Problem::not_found(id))
}

/// `GET /rest/leadFormResponses?q=owner`: the leads of an account, given in a span of time, paged by `start` and `count`.
pub fn of_owner(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&SCOPE, "leadFormResponses.FINDER-owner")?;
    let known = ["q", "owner", "leadType", "limitedToTestLeads", "submittedAtTimeRange", "start", "count", "fields"];
    ask.query.only(&known)?;
    if ask.query.text("q")?.as_deref() != Some("owner") {
        return Err(Problem::param("q"));
    }
    let inner = |param: &str, name: &str| -> Result<Option<String>, Problem> {
        let Some(node) = ask.query.node(param)? else { return Ok(None) };
        let text = node.get(name).map(|it| it.text().ok_or_else(|| Problem::param(param)).map(str::to_owned));
        text.transpose()
    };
    let owner = inner("owner", "sponsoredAccount")?.ok_or_else(|| Problem::param("owner"))?;
    let account = number(&owner, "sponsoredAccount").ok_or_else(|| Problem::param("owner"))?;
    if !desk.accounts(Platform::Linkedin).any(|it| it.id == account) {
        return Err(Problem::permission("leadFormResponses.FINDER-owner"));
    }
    if inner("leadType", "leadType")?.as_deref() != Some("SPONSORED") {
        return Err(Problem::param("leadType"));
    }
    let range = ask.query.node("submittedAtTimeRange")?;
    let bound = |name: &str, usual: i64| match range.as_ref().and_then(|range| range.get(name)) {
        None => Ok(usual),
        Some(node) => node
            .text()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Problem::param_because("submittedAtTimeRange", format!("{name} is no time"))),
    };
    let span = bound("start", 0)?..=bound("end", i64::MAX)?;
    // nothing here is a test
    let is_test = ask.query.text("limitedToTestLeads")?.as_deref() == Some("true");
    let leads = all(desk, Some(account)).into_iter().filter(|it| !is_test && span.contains(&it.at.timestamp_millis()));
    let leads: Vec<Announced> = leads.collect();
    let (start, count) = (whole(ask, "start", 0)?, whole(ask, "count", 10)?.max(1));
    let elements: Vec<Value> = leads.iter().skip(start).take(count).map(|lead| told(desk, lead)).collect();
    let paging = json!({"start": start, "count": count, "total": leads.len(), "links": []});
    Ok(Answer::json(&json!({"paging": paging, "elements": elements})))
}

fn told(desk: &Desk<'_>, lead: &Announced) -> Value {
    const PEOPLE: [(&str, &str); 4] =
        [("نورة", "العتيبي"), ("James", "Carter"), ("Yuki", "Tanaka"), ("سارة", "المطيري")];
    let number = lead.id.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let (first, last) = PEOPLE.get(number % PEOPLE.len()).copied().unwrap_or_default();
    let phone = format!("+96650{:07}", number % 10_000_000);
    let email = format!("lead{}@example.com", number % 1_000_000);
    let answers = [first, last, &email, &phone].into_iter().enumerate().map(
        |(place, answer)| json!({"questionId": place + 1, "answerDetails": {"textQuestionAnswer": {"answer": answer}}}),
    );
    let form = form_id(desk.world, lead.account);
    let creative = desk.accounts(Platform::Linkedin).find(|it| it.id == lead.account).and_then(|it| {
        let (_, _, ad) = it.ads().next()?;
        Some(nodes::urn("sponsoredCreative", ad.id))
    });
    json!({
        "id": lead.id,
        "owner": {"sponsoredAccount": nodes::urn("sponsoredAccount", lead.account)},
        "leadType": "SPONSORED",
        "versionedLeadGenFormUrn": format!("urn:li:versionedLeadGenForm:(urn:li:leadGenForm:{form},1)"),
        "associatedEntity": {"sponsoredCreative": creative},
        "formResponse": {"answers": answers.collect::<Vec<_>>()},
        "submittedAt": lead.at.timestamp_millis(),
        "testLead": false,
    })
}
