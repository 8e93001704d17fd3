//! Fetching a lead that a webhook announced.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Meta, call,
    values::{Text, time},
};
use crate::platform::{Answer, Lead, Leads, Tokens, problem::Problem};

const FIELDS: &str = "id,created_time,form_id,campaign_id,ad_id,field_data";

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

impl Leads for Meta {
    fn lead<'a>(&'a self, tokens: &'a Tokens, id: &'a str) -> Answer<'a, Lead> {
        Box::pin(async move {
            let row: Row = self.with(tokens).get(&[call::id(id)?], &[("fields", FIELDS)]).await?;
            row.read()
        })
    }
}
