//! Leads: one that a webhook announced, the forms of a page, and what each form brought. The forms are a page's own: they are asked for
//! with the token of the page, which the person's opens and nobody keeps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::{
    Meta,
    accounts::Listed,
    call,
    profiles::at_page,
    values::{Text, time},
};
use crate::platform::{Answer, Form, Lead, Leads, ListedBy, Page, Span, Tokens, problem::Problem};

const FIELDS: &str = "id,created_time,form_id,campaign_id,ad_id,field_data";
/// Forms and leads in one answer.
const FORMS: &str = "100";
const LEADS: &str = "100";
/// The days for which Meta keeps a lead.
const KEPT: u16 = 90;

/// A form as Meta gives it.
#[derive(Deserialize)]
struct FormRow {
    id: Text,
    name: Option<String>,
}

impl FormRow {
    fn read(self) -> Result<Form, Problem> {
        call::number(&self.id.0).map_err(|_| Problem::unreadable("A form has no id"))?;
        let name = self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| self.id.0.clone());
        Ok(Form { id: self.id.0, name })
    }
}

/// A lead as Meta gives it. One that came without an ad has neither ad nor campaign.
#[derive(Deserialize)]
struct Row {
    id: Text,
    created_time: Option<String>,
    form_id: Option<Text>,
    campaign_id: Option<Text>,
    ad_id: Option<Text>,
    field_data: Option<Vec<Field>>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    values: Option<Vec<Text>>,
}

impl Row {
    fn read(self) -> Result<Lead, Problem> {
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        for Field { name, values } in self.field_data.unwrap_or_default() {
            let values: Vec<String> = values.unwrap_or_default().into_iter().map(|value| value.0).collect();
            fields.insert(name, values.join(", "));
        }
        Ok(Lead {
            id: self.id.0,
            at: self.created_time.map_or(Ok(None), |text| time(&text))?,
            form_id: self.form_id.map(|id| id.0),
            campaign_id: self.campaign_id.map(|id| id.0),
            ad_id: self.ad_id.map(|id| id.0),
            fields,
        })
    }
}

impl Meta {
    async fn list_forms(&self, tokens: &Tokens, page: &str, after: Option<&str>) -> Result<Page<Form>, Problem> {
        let page = call::number(page)?;
        let own = self.page_token(tokens, page).await?;
        let mut params = vec![("fields", "id,name"), ("limit", FORMS)];
        params.extend(after.map(|after| ("after", after)));
        let asked = self.with_access(&own).get(&[page, "leadgen_forms"], &params).await;
        let list: Listed<FormRow> = asked.map_err(at_page)?;
        list.page(after, FormRow::read)
    }

    async fn list_leads(&self, tokens: &Tokens, span: Span<'_>, after: Option<&str>) -> Result<Page<Lead>, Problem> {
        // later than the second before, which is from that second on
        let from = span.from.timestamp() - 1;
        let filter = json!([{"field": "time_created", "operator": "GREATER_THAN", "value": from}]).to_string();
        let mut params = vec![("fields", FIELDS), ("filtering", filter.as_str()), ("limit", LEADS)];
        params.extend(after.map(|after| ("after", after)));
        let list: Listed<Row> = self.with(tokens).get(&[call::number(span.of)?, "leads"], &params).await?;
        list.page(after, Row::read)
    }
}

impl Leads for Meta {
    fn lead<'a>(&'a self, tokens: &'a Tokens, id: &'a str) -> Answer<'a, Lead> {
        Box::pin(async move {
            let row: Row = self.with(tokens).get(&[call::id(id)?], &[("fields", FIELDS)]).await?;
            row.read()
        })
    }

    fn listed_by(&self) -> ListedBy {
        ListedBy::Form
    }

    fn kept_days(&self) -> u16 {
        KEPT
    }

    fn forms<'a>(&'a self, tokens: &'a Tokens, page: &'a str, after: Option<&'a str>) -> Answer<'a, Page<Form>> {
        Box::pin(self.list_forms(tokens, page, after))
    }

    /// The list does not end at `to`.
    fn leads<'a>(&'a self, tokens: &'a Tokens, span: Span<'a>, after: Option<&'a str>) -> Answer<'a, Page<Lead>> {
        Box::pin(self.list_leads(tokens, span, after))
    }
}
