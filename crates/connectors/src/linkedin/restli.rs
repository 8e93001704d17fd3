//! Rest.li 2.0 in addresses: the signs of a structure, `(a:1,b:List(x,y))`, stay as they are, and every value between them is
//! percent-encoded, a URN's colons too. A value can so never end its structure or begin another parameter.

use std::fmt::Write;

use crate::platform::problem::{Class, Problem};

/// Kinds of URN that ads have.
pub(super) const ACCOUNT: &str = "sponsoredAccount";
pub(super) const GROUP: &str = "sponsoredCampaignGroup";
pub(super) const CAMPAIGN: &str = "sponsoredCampaign";
pub(super) const CREATIVE: &str = "sponsoredCreative";

/// A value as it stands in an address.
pub(super) fn encoded(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            // writing to a String does not fail
            _ => _ = write!(text, "%{byte:02X}"),
        }
        text
    })
}

/// `List(…)` of values.
pub(super) fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(encoded).collect();
    format!("List({})", values.join(","))
}

/// `urn:li:kind:id`.
pub(super) fn urn(kind: &str, id: &str) -> String {
    format!("urn:li:{kind}:{id}")
}

/// The digits of a URN of a kind; none for any other text.
pub(super) fn id_of<'a>(kind: &str, urn: &'a str) -> Option<&'a str> {
    let id = urn.strip_prefix("urn:li:")?.strip_prefix(kind)?.strip_prefix(':')?;
    is_id(id).then_some(id)
}

/// Whether it is an id as ads have them: a long that is not negative.
pub(super) fn is_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The id, if it is one: nothing else gets into an address.
pub(super) fn digits(id: &str) -> Result<&str, Problem> {
    if is_id(id) { Ok(id) } else { Err(Problem::new(Class::NotFound, "bad_id", "Not an id of LinkedIn's")) }
}

#[cfg(test)]
mod tests {
    use super::{ACCOUNT, CAMPAIGN, encoded, id_of, list, urn};

    #[test]
    fn structure_stays_and_values_are_encoded() {
        assert_eq!(list([urn(CAMPAIGN, "1").as_str()]), "List(urn%3Ali%3AsponsoredCampaign%3A1)");
        assert_eq!(list(["ACTIVE", "PAUSED"]), "List(ACTIVE,PAUSED)");
        assert_eq!(encoded("a),b:(c&d=e#f%20 é'"), "a%29%2Cb%3A%28c%26d%3De%23f%2520%20%C3%A9%27");
    }

    #[test]
    fn an_id_is_taken_out_of_its_own_kind_only() {
        assert_eq!(id_of(CAMPAIGN, "urn:li:sponsoredCampaign:12"), Some("12"));
        for other in [
            "urn:li:sponsoredCampaignGroup:12",
            "urn:li:sponsoredCampaign:",
            "urn:li:sponsoredCampaign:1,2",
            "urn:li:sponsoredCampaign:12345678901234567890",
            "sponsoredCampaign:12",
            "12",
            "",
        ] {
            assert_eq!(id_of(CAMPAIGN, other), None, "{other}");
        }
        assert_eq!(id_of(ACCOUNT, "urn:li:sponsoredAccount:x"), None);
    }
}
