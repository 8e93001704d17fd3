//! Languages as Meta numbers them, and the search that finds them by a word of their name.

use serde_json::json;

use super::{
    Ask, paging,
    problem::{Problem, Told},
};

/// Number and name.
const LOCALES: [(u64, &str); 92] = [
    (1, "Catalan"),
    (2, "Czech"),
    (3, "Welsh"),
    (4, "Danish"),
    (5, "German"),
    (6, "English (US)"),
    (7, "Spanish (Spain)"),
    (8, "Finnish"),
    (9, "French (France)"),
    (10, "Italian"),
    (11, "Japanese"),
    (12, "Korean"),
    (13, "Norwegian (bokmal)"),
    (14, "Dutch"),
    (15, "Polish"),
    (16, "Portuguese (Brazil)"),
    (17, "Russian"),
    (18, "Swedish"),
    (19, "Turkish"),
    (20, "Simplified Chinese (China)"),
    (21, "Traditional Chinese (Hong Kong)"),
    (22, "Traditional Chinese (Taiwan)"),
    (23, "Spanish"),
    (24, "English (UK)"),
    (25, "Indonesian"),
    (26, "Filipino"),
    (27, "Vietnamese"),
    (28, "Arabic"),
    (29, "Hebrew"),
    (30, "Hungarian"),
    (31, "Portuguese (Portugal)"),
    (32, "Romanian"),
    (33, "Slovak"),
    (34, "Slovenian"),
    (35, "Thai"),
    (36, "Afrikaans"),
    (37, "Bulgarian"),
    (38, "Croatian"),
    (39, "Greek"),
    (40, "Lithuanian"),
    (41, "Malay"),
    (42, "Serbian"),
    (44, "French (Canada)"),
    (45, "Bengali"),
    (46, "Hindi"),
    (47, "Punjabi"),
    (48, "Tamil"),
    (49, "Telugu"),
    (50, "Malayalam"),
    (52, "Ukrainian"),
    (53, "Azerbaijani"),
    (54, "Belarusian"),
    (55, "Bosnian"),
    (56, "Cebuano"),
    (57, "Esperanto"),
    (58, "Estonian"),
    (59, "Basque"),
    (60, "Persian"),
    (62, "Faroese"),
    (63, "Frisian"),
    (64, "Irish"),
    (65, "Galician"),
    (66, "Guarani"),
    (67, "Gujarati"),
    (68, "Armenian"),
    (69, "Icelandic"),
    (70, "Japanese (Kansai)"),
    (71, "Javanese"),
    (72, "Georgian"),
    (73, "Kazakh"),
    (74, "Khmer"),
    (75, "Kannada"),
    (76, "Northern Kurdish (Kurmanji)"),
    (78, "Latvian"),
    (79, "Macedonian"),
    (80, "Mongolian"),
    (81, "Marathi"),
    (82, "Nepali"),
    (83, "Flemish"),
    (84, "Norwegian (nynorsk)"),
    (85, "Pashto"),
    (86, "Sinhala"),
    (87, "Albanian"),
    (88, "Swahili"),
    (89, "Tajik"),
    (90, "Urdu"),
    (91, "Uzbek"),
    (1001, "English (All)"),
    (1002, "Spanish (All)"),
    (1003, "French (All)"),
    (1004, "Chinese (All)"),
    (1005, "Portuguese (All)"),
];

/// Whether there is a language of a number.
pub fn is_key(key: u64) -> bool {
    LOCALES.iter().any(|it| it.0 == key)
}

/// Words of a name, without brackets, in small letters.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// `GET /search?type=adlocale&q=`: those of which some words begin as each word that is asked for.
pub fn search(ask: &Ask<'_>) -> Told {
    match ask.params.filled("type") {
        Some("adlocale") => {}
        Some(_) => return Err(Problem::invalid("The sandbox searches for adlocale only")),
        None => return Err(Problem::invalid("The parameter type is required")),
    }
    let asked = words(ask.params.get("q").unwrap_or_default());
    let is_found = |name: &str| {
        let words = words(name);
        asked.iter().all(|begin| words.iter().any(|word| word.starts_with(begin)))
    };
    let found = LOCALES.iter().filter(|(_, name)| is_found(name));
    paging::page(ask, found.map(|(key, name)| (key.to_string(), json!({"key": key, "name": name}))).collect())
}
