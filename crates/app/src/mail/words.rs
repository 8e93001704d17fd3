//! Values as a mail writes them: dates, counts, roles and names in both languages. Pure.

use chrono::{DateTime, Datelike, Utc};
use cmis_base::{locale::Locale, permission::Role};

/// The longest name that a mail repeats, in characters.
const LONGEST_NAME: usize = 120;
/// The longest message of a person that a mail repeats, in characters.
const LONGEST_MESSAGE: usize = 2000;

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_AR: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];

/// Whether a character steers the direction of text: in a stranger's name it could make a mail read otherwise.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A name on one line, without control and direction characters, cut to a readable length.
pub fn clean_line(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !is_bidi_control(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    cut(&kept.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_NAME)
}

/// A person's message: lines stay, control and direction characters go.
pub fn clean_message(text: &str) -> String {
    let kept: String = text.chars().filter(|c| *c == '\n' || !(c.is_control() || is_bidi_control(*c))).collect();
    cut(kept.trim(), LONGEST_MESSAGE)
}

fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(longest - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Whether `text` holds letters that run against the mail's direction.
pub fn runs_against(text: &str, locale: Locale) -> bool {
    text.chars().any(|c| c.is_alphabetic() && is_rtl(c) != (locale == Locale::Ar))
}

/// Letters of the scripts that run from right to left.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// An instant in UTC: `21 November 2026, 10:00 UTC`.
pub fn instant(at: DateTime<Utc>, locale: Locale) -> String {
    let month = usize::try_from(at.month0()).unwrap_or_default();
    let (day, year, time) = (at.day(), at.year(), at.format("%H:%M"));
    match locale {
        Locale::En => format!("{day} {} {year}, {time} UTC", MONTHS_EN[month]),
        Locale::Ar => format!("{day} {} {year}، الساعة {time} بالتوقيت العالمي", MONTHS_AR[month]),
    }
}

/// A number of days, in words where the language wants them.
pub fn days(count: u32, locale: Locale) -> String {
    match (locale, count) {
        (Locale::En, 1) => "1 day".to_owned(),
        (Locale::En, _) => format!("{count} days"),
        (Locale::Ar, 1) => "يوم واحد".to_owned(),
        (Locale::Ar, 2) => "يومين".to_owned(),
        (Locale::Ar, _) => match count % 100 {
            3..=10 => format!("{count} أيام"),
            11..=99 => format!("{count} يومًا"),
            _ => format!("{count} يوم"),
        },
    }
}

/// A number of notifications, in words where the language wants them.
pub fn notifications(count: u32, locale: Locale) -> String {
    match (locale, count) {
        (Locale::En, 1) => "1 notification".to_owned(),
        (Locale::En, _) => format!("{count} notifications"),
        (Locale::Ar, 1) => "إشعار واحد".to_owned(),
        (Locale::Ar, 2) => "إشعاران".to_owned(),
        (Locale::Ar, _) => match count % 100 {
            3..=10 => format!("{count} إشعارات"),
            11..=99 => format!("{count} إشعارًا"),
            _ => format!("{count} إشعار"),
        },
    }
}

/// A role's name.
pub const fn role(role: Role, locale: Locale) -> &'static str {
    match (locale, role) {
        (Locale::En, Role::Admin) => "admin",
        (Locale::En, Role::Manager) => "manager",
        (Locale::En, Role::Member) => "member",
        (Locale::En, Role::Viewer) => "viewer",
        (Locale::Ar, Role::Admin) => "مسؤول",
        (Locale::Ar, Role::Manager) => "مدير",
        (Locale::Ar, Role::Member) => "عضو",
        (Locale::Ar, Role::Viewer) => "مشاهد",
    }
}

/// A plan metric's name; an unknown word stands for itself.
pub fn metric(word: &str, locale: Locale) -> &str {
    match (locale, word) {
        (Locale::En, "members") => "team members",
        (Locale::En, "connected_accounts") => "connected accounts",
        (Locale::En, "ai_requests") => "AI requests",
        (Locale::En, "storage_bytes") => "storage",
        (Locale::Ar, "members") => "أعضاء الفريق",
        (Locale::Ar, "connected_accounts") => "الحسابات المرتبطة",
        (Locale::Ar, "ai_requests") => "طلبات الذكاء الاصطناعي",
        (Locale::Ar, "storage_bytes") => "مساحة التخزين",
        _ => word,
    }
}

/// An amount of a plan metric: bytes in the largest fitting unit, everything else with separators.
pub fn amount(metric: &str, value: i64, locale: Locale) -> String {
    if metric != "storage_bytes" {
        return grouped(value);
    }
    const UNITS: [(&str, &str); 5] =
        [("bytes", "بايت"), ("KB", "كيلوبايت"), ("MB", "ميغابايت"), ("GB", "غيغابايت"), ("TB", "تيرابايت")];
    let mut unit = 0;
    let mut tenths = i128::from(value) * 10;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths = (tenths + 512) / 1024;
        unit += 1;
    }
    let number = if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) };
    let name = if locale == Locale::Ar { UNITS[unit].1 } else { UNITS[unit].0 };
    format!("{number} {name}")
}

/// The part of `limit` that is used, in whole percent, 0 to 100.
pub fn percent(used: i64, limit: i64) -> i64 {
    if limit <= 0 {
        return 100;
    }
    i64::try_from(i128::from(used.max(0)) * 100 / i128::from(limit)).unwrap_or(100).min(100)
}

fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use cmis_base::locale::Locale;

    use super::{amount, clean_line, clean_message, days, instant, percent, runs_against};

    #[test]
    fn days_follow_the_arabic_plural() {
        let written: Vec<String> = [1, 2, 3, 10, 11, 30, 100, 103].map(|count| days(count, Locale::Ar)).into();
        let expected = ["يوم واحد", "يومين", "3 أيام", "10 أيام", "11 يومًا", "30 يومًا", "100 يوم", "103 أيام"];
        assert_eq!(written, expected);
        assert_eq!((days(1, Locale::En), days(7, Locale::En)), ("1 day".into(), "7 days".into()));
    }

    #[test]
    fn instants_and_amounts_read_as_people_write_them() {
        let at = DateTime::from_timestamp(1_795_255_200, 0).expect("an instant");
        assert_eq!(instant(at, Locale::En), "21 November 2026, 10:00 UTC");
        assert_eq!(instant(at, Locale::Ar), "21 نوفمبر 2026، الساعة 10:00 بالتوقيت العالمي");
        assert_eq!(amount("ai_requests", 1_234_567, Locale::En), "1,234,567");
        assert_eq!(amount("members", -12, Locale::En), "-12");
        assert_eq!(amount("storage_bytes", 10_737_418_240, Locale::En), "10 GB");
        assert_eq!(amount("storage_bytes", 9_878_424_781, Locale::Ar), "9.2 غيغابايت");
        assert_eq!((percent(9, 10), percent(11, 10), percent(0, 0), percent(-1, 5)), (90, 100, 100, 0));
    }

    #[test]
    fn names_hold_no_line_breaks_and_no_direction_tricks() {
        assert_eq!(clean_line("Eve\u{202E}\r\n  gnp.exe\u{2028}x"), "Eve gnp.exe x");
        assert_eq!(clean_line(&"م".repeat(300)).chars().count(), 120);
        assert_eq!(clean_message(" a\r\nb\u{2067}\0 "), "a\nb");
    }

    #[test]
    fn only_text_against_the_direction_needs_isolation() {
        assert!(runs_against("sara@example.com", Locale::Ar) && !runs_against("سارة 7", Locale::Ar));
        assert!(runs_against("شركة Acme", Locale::En) && !runs_against("Acme 7", Locale::En));
    }
}
