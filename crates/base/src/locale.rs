//! The two languages of the product, and how one is chosen from a request.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that every message, mail and page exists in. Arabic is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Arabic, right to left.
    #[default]
    Ar,
    /// English.
    En,
}

impl Locale {
    /// `ar` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// `rtl` or `ltr`, for the `dir` attribute.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }

    /// The locale of a code as stored; `None` for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "ar" => Some(Self::Ar),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best match of an `Accept-Language` header by quality, then by position; `None` when neither language is named.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(32) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let Some(locale) = Self::parse(tag.split('-').next().unwrap_or_default()) else { continue };
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()))
                .unwrap_or(1.0);
            if quality > 0.0 && best.is_none_or(|(seen, _)| quality > seen) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn quality_decides_then_position() {
        assert_eq!(Locale::from_accept_language("fr, en-GB;q=0.8, ar-SA;q=0.9"), Some(Locale::Ar));
        assert_eq!(Locale::from_accept_language("en, ar"), Some(Locale::En));
        assert_eq!(Locale::from_accept_language("ar;q=0"), None);
        assert_eq!(Locale::from_accept_language("de"), None);
    }
}
