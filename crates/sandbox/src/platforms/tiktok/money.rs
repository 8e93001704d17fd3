//! Money as the Business API writes it: numbers of JSON in units of the currency (`50.0`). Inside of this stand-in it is micros;
//! here it is turned into digits and back, and never becomes a float on the way.

use cmis_base::money::Micros;
use serde_json::Value;

use super::problem::Problem;

/// Fields that are money wherever they stand in an answer.
const FIELDS: [&str; 3] = ["budget", "bid_price", "balance"];

/// JSON in which whole numbers in fields of money are written as units.
pub fn written(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                write(value, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (place, (name, value)) in fields.iter().enumerate() {
                text.push_str(if place > 0 { "," } else { "" });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                match value.as_i64().filter(|_| FIELDS.contains(&name.as_str())) {
                    Some(micros) => text.push_str(&units(micros)),
                    None => write(value, text),
                }
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// `50.0`, `12.345`: always with a point, as floats are written.
fn units(micros: i64) -> String {
    let text = Micros(micros).to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// Micros of a number as it stands in a body; whole `quantum`s and not less than nothing.
pub fn read(name: &str, text: &str, quantum: i64) -> Result<i64, Problem> {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    let amount = Micros::parse(text).ok().filter(|amount| is_number && amount.0 >= 0);
    let amount = amount.ok_or_else(|| Problem::invalid(format!("{name}: Not a valid number.")))?;
    if amount.0 % quantum == 0 {
        return Ok(amount.0);
    }
    Err(Problem::invalid(format!("{name}: The currency has no such small amounts.")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{read, written};

    #[test]
    fn money_is_units_and_everything_else_is_left_as_it_is() {
        let row =
            json!({"budget": 50_000_000, "n": [1, {"bid_price": 12_345_000}], "budget_mode": "ق\"", "balance": null});
        let text = r#"{"budget":50.0,"n":[1,{"bid_price":12.345}],"budget_mode":"ق\"","balance":null}"#;
        assert_eq!(written(&row), text);
        assert_eq!(written(&json!({"budget": 9_223_372_036_854_775_807_i64})), r#"{"budget":9223372036854.775807}"#);
    }

    #[test]
    fn amounts_are_read_to_the_last_digit() {
        assert_eq!(read("budget", "9007199254.740993", 1).ok(), Some(9_007_199_254_740_993), "more than a float holds");
        assert_eq!(read("budget", "5e1", 10_000).ok(), Some(50_000_000));
        for wrong in ["-1", "\"50\"", "null", "1.005", "1e99", "[]", ""] {
            assert!(read("budget", wrong, 10_000).is_err(), "{wrong}");
        }
    }
}
