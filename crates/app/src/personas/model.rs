//! What a persona is, and what one may say. Pure.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Persona};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use crate::{
    access::api_keys::model::Creator,
    campaigns::{model::Audience, plan},
    http::check::Check,
};

/// Personas that an org may have.
pub const MOST: i64 = 200;

/// A row of `personas` with who made it and how many campaigns speak to them.
#[derive(Clone, Debug, FromRow)]
pub struct PersonaRow {
    /// Id.
    pub id: Id<Persona>,
    /// Name.
    pub name: String,
    /// Who they are, in a line.
    pub occupation: String,
    /// Description.
    pub description: String,
    /// Whom they stand for.
    pub audience: Json<Audience>,
    /// What they want.
    pub goals: String,
    /// What keeps them from it.
    pub pains: String,
    /// Where they are met.
    pub channels: Vec<String>,
    /// How they want to be spoken to.
    pub tone: String,
    /// Campaigns that speak to them.
    pub campaigns: i64,
    /// Who made it.
    pub created_by: Option<Id<Member>>,
    /// Their name.
    pub creator_name: Option<String>,
    /// Version.
    pub version: i32,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// A described target reader.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Persona)]
pub struct PersonaView {
    /// Id.
    pub id: Id<Persona>,
    /// Name.
    pub name: String,
    /// Who they are, in a line; may be empty, as all that follows.
    pub occupation: String,
    /// Description.
    pub description: String,
    /// Whom they stand for.
    pub target_audience: Audience,
    /// What they want.
    pub goals: String,
    /// What keeps them from it.
    pub pains: String,
    /// Where they are met.
    pub channels: Vec<String>,
    /// How they want to be spoken to.
    pub tone: String,
    /// How many campaigns speak to them.
    pub campaigns: i64,
    /// Who made it.
    pub created_by: Option<Creator>,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl PersonaRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        json!({"name": self.name, "occupation": self.occupation, "description": self.description, "target_audience": self.audience.0,
               "goals": self.goals, "pains": self.pains, "channels": self.channels, "tone": self.tone})
    }

    /// What may be said of it.
    pub fn sketch(&self) -> Sketch {
        Sketch {
            name: self.name.clone(),
            occupation: self.occupation.clone(),
            description: self.description.clone(),
            audience: self.audience.0.clone(),
            goals: self.goals.clone(),
            pains: self.pains.clone(),
            channels: self.channels.clone(),
            tone: self.tone.clone(),
        }
    }

    /// The row as the API shows it.
    pub fn view(self) -> PersonaView {
        PersonaView {
            id: self.id,
            name: self.name,
            occupation: self.occupation,
            description: self.description,
            target_audience: self.audience.0,
            goals: self.goals,
            pains: self.pains,
            channels: self.channels,
            tone: self.tone,
            campaigns: self.campaigns,
            created_by: self.created_by.zip(self.creator_name).map(|(id, name)| Creator { id, name }),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// A persona. In a change, what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = PersonaSketch)]
pub struct SketchBody {
    /// Up to 80 characters, another one for each. Required of a new one.
    #[schema(nullable = false)]
    name: Option<String>,
    /// Who they are, up to 120 characters.
    occupation: Option<String>,
    /// Up to 2,000 characters.
    description: Option<String>,
    /// Whom they stand for; given whole.
    target_audience: Option<Audience>,
    /// What they want, up to 2,000 characters.
    goals: Option<String>,
    /// What keeps them from it, up to 2,000 characters.
    pains: Option<String>,
    /// Where they are met, up to 50.
    channels: Option<Vec<String>>,
    /// How they want to be spoken to, up to 200 characters.
    tone: Option<String>,
}

/// A valid persona.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Name.
    pub name: String,
    /// Occupation.
    pub occupation: String,
    /// Description.
    pub description: String,
    /// Audience.
    pub audience: Audience,
    /// Goals.
    pub goals: String,
    /// Pains.
    pub pains: String,
    /// Channels.
    pub channels: Vec<String>,
    /// Tone.
    pub tone: String,
}

impl Sketch {
    /// With what a caller says. Every field that does not hold is noted; it stays as it was then.
    pub fn with(mut self, check: &mut Check, body: SketchBody) -> Self {
        match body.name {
            None if self.name.is_empty() => check.fail("name", "check-required"),
            name => self.name = check.text_if("name", name, 1..=80).unwrap_or(self.name),
        }
        self.occupation = check.text_if("occupation", body.occupation, 0..=120).unwrap_or(self.occupation);
        self.tone = check.text_if("tone", body.tone, 0..=200).unwrap_or(self.tone);
        let texts = [
            ("description", body.description, &mut self.description),
            ("goals", body.goals, &mut self.goals),
            ("pains", body.pains, &mut self.pains),
        ];
        for (field, given, text) in texts {
            if given.is_some() {
                *text = check.lines_if(field, given, 2000).unwrap_or_default();
            }
        }
        if let Some(audience) = body.target_audience {
            self.audience = plan::whom(check, audience);
        }
        if let Some(channels) = body.channels {
            self.channels = plan::words(check, "channels", channels);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Sketch, SketchBody};
    use crate::http::check::Check;

    fn body(value: serde_json::Value) -> SketchBody {
        serde_json::from_value(value).expect("a body")
    }

    #[test]
    fn what_is_absent_stays_and_empty_texts_empty() {
        let mut check = Check::new();
        let new = body(json!({"name": " Noor ", "goals": "Save time", "channels": ["Instagram", "Instagram"]}));
        let noor = Sketch::default().with(&mut check, new);
        assert_eq!((noor.name.as_str(), noor.goals.as_str()), ("Noor", "Save time"));
        assert_eq!(noor.channels, ["Instagram"]);
        let changed = noor.clone().with(&mut check, body(json!({"goals": "", "occupation": "Manager"})));
        assert_eq!(changed, Sketch { goals: String::new(), occupation: "Manager".into(), ..noor });
        assert!(check.done().is_ok());
    }

    #[test]
    fn all_that_is_wrong_is_noted() {
        let mut check = Check::new();
        let wrong =
            json!({"occupation": "x".repeat(121), "pains": "x".repeat(2001), "target_audience": {"age_min": 12}});
        let _ = Sketch::default().with(&mut check, body(wrong));
        let fields: Vec<String> = check.into_errors().into_keys().collect();
        assert_eq!(fields, ["name", "occupation", "pains", "target_audience.age_min"]);
    }
}
