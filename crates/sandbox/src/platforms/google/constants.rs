//! What Google numbers for everybody: languages by a table of its own, countries by 2000 and their number in ISO 3166-1.

use crate::platforms::countries;

/// A language: number, code, name.
pub type Language = (u16, &'static str, &'static str);

/// All languages that can be targeted.
pub const LANGUAGES: [Language; 51] = [
    (1000, "en", "English"),
    (1001, "de", "German"),
    (1002, "fr", "French"),
    (1003, "es", "Spanish"),
    (1004, "it", "Italian"),
    (1005, "ja", "Japanese"),
    (1009, "da", "Danish"),
    (1010, "nl", "Dutch"),
    (1011, "fi", "Finnish"),
    (1012, "ko", "Korean"),
    (1013, "no", "Norwegian"),
    (1014, "pt", "Portuguese"),
    (1015, "sv", "Swedish"),
    (1017, "zh_CN", "Chinese (simplified)"),
    (1018, "zh_TW", "Chinese (traditional)"),
    (1019, "ar", "Arabic"),
    (1020, "bg", "Bulgarian"),
    (1021, "cs", "Czech"),
    (1022, "el", "Greek"),
    (1023, "hi", "Hindi"),
    (1024, "hu", "Hungarian"),
    (1025, "id", "Indonesian"),
    (1026, "is", "Icelandic"),
    (1027, "iw", "Hebrew"),
    (1028, "lv", "Latvian"),
    (1029, "lt", "Lithuanian"),
    (1030, "pl", "Polish"),
    (1031, "ru", "Russian"),
    (1032, "ro", "Romanian"),
    (1033, "sk", "Slovak"),
    (1034, "sl", "Slovenian"),
    (1035, "sr", "Serbian"),
    (1036, "uk", "Ukrainian"),
    (1037, "tr", "Turkish"),
    (1038, "ca", "Catalan"),
    (1039, "hr", "Croatian"),
    (1040, "vi", "Vietnamese"),
    (1041, "ur", "Urdu"),
    (1042, "tl", "Filipino"),
    (1043, "et", "Estonian"),
    (1044, "th", "Thai"),
    (1056, "bn", "Bengali"),
    (1064, "fa", "Persian"),
    (1072, "gu", "Gujarati"),
    (1086, "kn", "Kannada"),
    (1098, "ml", "Malayalam"),
    (1101, "mr", "Marathi"),
    (1102, "ms", "Malay"),
    (1110, "pa", "Punjabi"),
    (1130, "ta", "Tamil"),
    (1131, "te", "Telugu"),
];

/// Age ranges: number and word.
pub const AGE_RANGES: [(u32, &str); 7] = [
    (503_001, "AGE_RANGE_18_24"),
    (503_002, "AGE_RANGE_25_34"),
    (503_003, "AGE_RANGE_35_44"),
    (503_004, "AGE_RANGE_45_54"),
    (503_005, "AGE_RANGE_55_64"),
    (503_006, "AGE_RANGE_65_UP"),
    (503_999, "AGE_RANGE_UNDETERMINED"),
];

/// Genders: number and word.
pub const GENDERS: [(u32, &str); 3] = [(10, "MALE"), (11, "FEMALE"), (20, "UNDETERMINED")];

/// Whether a location with a number is there: countries are, what is in them is left out.
pub fn is_location(number: u32) -> bool {
    number.checked_sub(2_000).and_then(|it| u16::try_from(it).ok()).is_some_and(countries::has_number)
}

/// Whether a language with a number is there.
pub fn is_language(number: u32) -> bool {
    LANGUAGES.iter().any(|it| u32::from(it.0) == number)
}
