//! Leads: one that a webhook announced, and what the forms of an ad account brought.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    LinkedIn,
    restli::{ACCOUNT, CREATIVE, digits, encoded, id_of, is_id, urn},
    values::{Text, time},
};
use crate::platform::{
    Answer, Form, Lead, Leads, ListedBy, Page, Span, Tokens,
    problem::{Class, Problem},
};

const RESPONSE: &str = "urn:li:leadGenFormResponse:";
/// Leads in one answer.
const LEADS: usize = 100;
/// The days that are read. LinkedIn keeps leads for at least as long.
const KEPT: u16 = 90;

/// A lead as LinkedIn gives it. Of the campaign that brought it only the one that is our ad set is told, and the ad, by which ours is
/// known.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Text,
    submitted_at: Option<i64>,
    versioned_lead_gen_form_urn: Option<String>,
    associated_entity: Option<Entity>,
    form_response: Option<Response>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    #[serde(alias = "sponsoredCreative")]
    associated_creative: Option<String>,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    answers: Vec<Given>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    question_id: Text,
    name: Option<String>,
    answer_details: Option<Details>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    text_question_answer: Option<Written>,
    multiple_choice_answer: Option<Chosen>,
}

#[derive(Deserialize)]
struct Written {
    answer: Option<Text>,
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    options: Vec<Text>,
}

impl Details {
    fn text(self) -> String {
        let written = self.text_question_answer.and_then(|written| written.answer);
        let chosen = self.multiple_choice_answer.into_iter().flat_map(|chosen| chosen.options);
        written.into_iter().chain(chosen).map(|text| text.0).collect::<Vec<_>>().join(", ")
    }
}

impl Row {
    fn read(self) -> Result<Lead, Problem> {
        let id = lead_id(&self.id.0).ok_or_else(|| Problem::unreadable("A lead has no id"))?.to_owned();
        let answers = self.form_response.map(|response| response.answers).unwrap_or_default();
        let fields = answers.into_iter().map(|Given { question_id, name, answer_details }| {
            let name = name.filter(|name| !name.is_empty()).unwrap_or(question_id.0);
            (name, answer_details.map(Details::text).unwrap_or_default())
        });
        let creative = self.associated_entity.and_then(|entity| entity.associated_creative);
        Ok(Lead {
            id,
            at: self.submitted_at.and_then(time),
            form_id: self.versioned_lead_gen_form_urn.as_deref().and_then(form_id),
            campaign_id: None,
            ad_id: creative.as_deref().and_then(|urn| id_of(CREATIVE, urn)).map(str::to_owned),
            fields: fields.collect::<BTreeMap<_, _>>(),
        })
    }
}

/// The id of a form, in `urn:li:versionedLeadGenForm:(urn:li:leadGenForm:818,1)` or `urn:li:leadGenForm:818`.
fn form_id(urn: &str) -> Option<String> {
    let (_, rest) = urn.split_once("urn:li:leadGenForm:")?;
    let id = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    is_id(id).then(|| id.to_owned())
}

/// The id of a lead, bare or in its URN; none for what can be neither.
pub(super) fn lead_id(text: &str) -> Option<&str> {
    let id = text.strip_prefix(RESPONSE).unwrap_or(text);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    ((1..=128).contains(&id.len()) && id.bytes().all(is_plain)).then_some(id)
}

/// The id of the lead that a webhook is about.
pub(super) fn announced(body: &Value) -> Option<&str> {
    lead_id(body.get("leadGenFormResponse")?.as_str()?)
}

impl LinkedIn {
    /// The next page begins at a place of the list, which stays the same because the span ends in the past.
    async fn list_leads(&self, tokens: &Tokens, span: Span<'_>, after: Option<&str>) -> Result<Page<Lead>, Problem> {
        let wrong = |_| Problem::new(Class::Invalid, "bad_cursor", "Not a place in a list");
        let start: usize = after.unwrap_or("0").parse().map_err(wrong)?;
        let owner = encoded(&urn(ACCOUNT, digits(span.of)?));
        let (from, to) = (span.from.timestamp_millis(), span.to.timestamp_millis());
        let query = format!(
            "q=owner&owner=(sponsoredAccount:{owner})&leadType=(leadType:SPONSORED)&limitedToTestLeads=false\
             &submittedAtTimeRange=(start:{from},end:{to})&start={start}&count={LEADS}"
        );
        let found = self.find::<Row>(tokens, "leadFormResponses", &query).await?;
        let end = start.saturating_add(found.elements.len());
        let has_more = match found.total() {
            Some(total) => end < total && !found.elements.is_empty(),
            None => found.elements.len() >= LEADS,
        };
        let items: Result<_, _> = found.elements.into_iter().map(Row::read).collect();
        Ok(Page { items: items?, next: has_more.then(|| end.to_string()) })
    }
}

impl Leads for LinkedIn {
    /// `id` is the lead's, or its URN as the webhook has it.
    fn lead<'a>(&'a self, tokens: &'a Tokens, id: &'a str) -> Answer<'a, Lead> {
        Box::pin(async move {
            let id = lead_id(id).ok_or_else(|| Problem::new(Class::NotFound, "bad_id", "Not a lead of LinkedIn's"))?;
            let row: Row = self.get(tokens, &format!("leadFormResponses/{id}")).await?;
            row.read()
        })
    }

    fn listed_by(&self) -> ListedBy {
        ListedBy::AdAccount
    }

    fn kept_days(&self) -> u16 {
        KEPT
    }

    /// None: the leads of an account are listed with all its forms.
    fn forms<'a>(&'a self, _: &'a Tokens, _: &'a str, _: Option<&'a str>) -> Answer<'a, Page<Form>> {
        Box::pin(async { Ok(Page { items: Vec::new(), next: None }) })
    }

    fn leads<'a>(&'a self, tokens: &'a Tokens, span: Span<'a>, after: Option<&'a str>) -> Answer<'a, Page<Lead>> {
        Box::pin(self.list_leads(tokens, span, after))
    }
}
