//! How LinkedIn writes money, times and states: amounts as decimal text in units with the currency beside them, times in milliseconds.

use chrono::{DateTime, Utc};
use cmis_base::{currency::minor_places, money::Micros};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Value, json};

use crate::platform::{
    AdAccount, Budget, Status,
    problem::{Class, Problem},
};

/// Text, or a number with the digits that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("neither text nor a number")),
        }
    }
}

/// An amount of money. Of a group's budget by day LinkedIn's own schema says that it is a bare number: that is read too.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Money {
    Full {
        amount: Text,
        #[serde(rename = "currencyCode")]
        currency: String,
    },
    Bare(Text),
}

impl Money {
    /// The amount, which LinkedIn lets be in the account's currency only.
    fn read(&self, currency: &str) -> Result<Micros, Problem> {
        let amount = match self {
            Self::Full { currency: other, .. } if other != currency => {
                return Err(Problem::unreadable("A budget is in another currency than its account"));
            }
            Self::Full { amount, .. } | Self::Bare(amount) => amount,
        };
        Micros::parse(&amount.0).map_err(|_| Problem::unreadable("A budget does not read"))
    }

    /// As LinkedIn takes it, with the places of the currency: `100.00`, `1000`, `1.500`. What the currency cannot hold is refused, not
    /// rounded, and so is what is not more than nothing.
    pub fn written(amount: Micros, currency: &str) -> Result<Value, Problem> {
        let places = minor_places(currency);
        let minor = amount.to_minor(places).ok().filter(|minor| Micros::from_minor(*minor, places) == Ok(amount));
        let Some(minor) = minor.filter(|minor| *minor > 0) else {
            return Err(invalid("bad_budget", "Not an amount that the account's currency can hold"));
        };
        let unit = 10_i64.pow(places);
        let text = match places {
            0 => minor.to_string(),
            _ => format!("{}.{:0width$}", minor / unit, minor % unit, width = places as usize),
        };
        Ok(json!({ "amount": text, "currencyCode": currency }))
    }
}

/// What may be spent. LinkedIn lets a campaign have an amount a day and one in all: then the daily one is given, as it is the one that
/// is spent by, and the other stays a ceiling at LinkedIn.
pub(super) fn budget(daily: Option<&Money>, total: Option<&Money>, account: &AdAccount) -> Result<Budget, Problem> {
    let read = |money: Option<&Money>| money.map(|money| money.read(&account.currency)).transpose();
    let (daily, total) = (read(daily)?, read(total)?);
    Ok(Budget { daily, lifetime: total.filter(|_| daily.is_none()) })
}

/// A time; none for one that no calendar holds.
pub(super) fn time(millis: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis)
}

/// From when and until when.
#[derive(Deserialize)]
pub(super) struct Schedule {
    pub start: Option<i64>,
    pub end: Option<i64>,
}

/// Who changed it when, as far as we want to know.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stamps {
    last_modified: Option<Stamp>,
}

#[derive(Deserialize)]
struct Stamp {
    time: Option<i64>,
}

impl Stamps {
    pub fn changed(stamps: Option<&Self>) -> Option<DateTime<Utc>> {
        stamps?.last_modified.as_ref()?.time.and_then(time)
    }
}

/// A state of LinkedIn's as one of ours. A draft and what has come to its end do not run; what is cancelled never will again, and is out
/// of sight with its numbers kept. A word that is new is taken for paused: nothing is said to run that may not.
pub(super) fn status(word: &str) -> Status {
    match word {
        "ACTIVE" => Status::Active,
        "ARCHIVED" | "CANCELED" | "CANCELLED" => Status::Archived,
        "PENDING_DELETION" | "REMOVED" => Status::Deleted,
        _ => Status::Paused,
    }
}

/// As LinkedIn takes a state. Deleting is asked for, and done when LinkedIn finds the time.
pub(super) const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "ACTIVE",
        Status::Paused => "PAUSED",
        Status::Archived => "ARCHIVED",
        Status::Deleted => "PENDING_DELETION",
    }
}

/// LinkedIn's words for how something does: first what our state of it does not tell (`DRAFT`, `COMPLETED`), then its reasons.
pub(super) fn delivery(state: &str, reasons: impl IntoIterator<Item = String>) -> Option<String> {
    let is_told = matches!(state, "" | "ACTIVE" | "PAUSED" | "ARCHIVED" | "REMOVED");
    let first = (!is_told).then(|| state.to_owned());
    let words: Vec<String> = first.into_iter().chain(reasons).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(",").chars().take(200).collect())
}

pub(super) fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;

    use super::{Money, delivery};

    #[test]
    fn amounts_have_the_places_of_their_currency() {
        for (micros, currency, text) in [
            (100_000_000, "USD", Some("100.00")),
            (12_500_000, "SAR", Some("12.50")),
            (50_000, "USD", Some("0.05")),
            (1_000_000_000, "JPY", Some("1000")),
            (1_500_000, "KWD", Some("1.500")),
            (1_000, "KWD", Some("0.001")),
            (1_000, "USD", None),
            (500_000, "JPY", None),
            (0, "USD", None),
            (-1_000_000, "USD", None),
        ] {
            let written = Money::written(Micros(micros), currency).ok();
            assert_eq!(written.as_ref().and_then(|it| it["amount"].as_str()), text, "{micros} {currency}");
        }
    }

    #[test]
    fn what_the_state_tells_is_not_said_twice() {
        let reasons = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(delivery("ACTIVE", reasons(&["RUNNABLE"])).as_deref(), Some("RUNNABLE"));
        assert_eq!(
            delivery("DRAFT", reasons(&["STOPPED", "BILLING_HOLD"])).as_deref(),
            Some("DRAFT,STOPPED,BILLING_HOLD")
        );
        assert_eq!(delivery("PAUSED", reasons(&[])), None);
    }
}
