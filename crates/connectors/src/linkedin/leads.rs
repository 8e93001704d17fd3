//! Fetching a lead that a webhook announced.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    LinkedIn,
    restli::{CREATIVE, id_of, is_id},
    values::{Text, time},
};
use crate::platform::{
    Answer, Lead, Leads, Tokens,
    problem::{Class, Problem},
};

const RESPONSE: &str = "urn:li:leadGenFormResponse:";

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

impl Leads for LinkedIn {
    /// `id` is the lead's, or its URN as the webhook has it.
    fn lead<'a>(&'a self, tokens: &'a Tokens, id: &'a str) -> Answer<'a, Lead> {
        Box::pin(async move {
            let id = lead_id(id).ok_or_else(|| Problem::new(Class::NotFound, "bad_id", "Not a lead of LinkedIn's"))?;
            let row: Row = self.get(tokens, &format!("leadFormResponses/{id}")).await?;
            row.read()
        })
    }
}
