//! Leads of lead gen forms: who is told of them, and fetching one that an event told of.

use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::json;
use url::Url;

use super::{
    Ask, nodes,
    problem::{Problem, Told},
    restli::number,
    write::Fields,
};
use crate::{
    core::{
        answer::Answer,
        state::{Announced, Desk},
    },
    world::World,
};

/// Subscriptions that are kept.
const MOST: usize = 1_500;
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

/// `GET /rest/leadFormResponses/{id}`.
pub fn response(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&SCOPE, "leadFormResponses.GET")?;
    ask.query.only(&["fields"])?;
    let id = ask.key()?;
    let mut leads = desk.state.announced.iter();
    let lead = leads.find(|it| it.platform == Platform::Linkedin && it.id == id);
    lead.map(|lead| told(desk, lead)).ok_or_else(|| Problem::not_found(id))
}

fn told(desk: &Desk<'_>, lead: &Announced) -> Answer {
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
    Answer::json(&json!({
        "id": lead.id,
        "owner": {"sponsoredAccount": nodes::urn("sponsoredAccount", lead.account)},
        "leadType": "SPONSORED",
        "versionedLeadGenFormUrn": format!("urn:li:versionedLeadGenForm:(urn:li:leadGenForm:{form},1)"),
        "associatedEntity": {"sponsoredCreative": creative},
        "formResponse": {"answers": answers.collect::<Vec<_>>()},
        "submittedAt": lead.at.timestamp_millis(),
        "testLead": false,
    }))
}
