//! The settings by name: key in the file, variable in the environment, an example for messages. Nothing here has a value.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Key in the file.
    pub key: &'static str,
    /// Variable in the environment.
    pub variable: &'static str,
    /// A value that holds.
    pub example: &'static str,
}

macro_rules! settings {
    ($($key:literal, $variable:literal, $example:literal;)*) => {
        /// Every setting, in the order of `defaults.toml`.
        pub const SETTINGS: &[Setting] =
            &[$(Setting { key: $key, variable: $variable, example: $example }),*];
    };
}

settings! {
    "server.bind", "CMIS_BIND", "127.0.0.1:8080";
    "server.public_url", "CMIS_PUBLIC_URL", "https://cmis.example.com";
    "server.trusted_proxies", "CMIS_TRUSTED_PROXIES", "10.0.0.1,10.0.0.2";
    "server.cors_origins", "CMIS_CORS_ORIGINS", "https://app.example.com";
    "server.grace_seconds", "CMIS_GRACE_SECONDS", "20";
    "server.time_zone", "CMIS_TIME_ZONE", "Asia/Riyadh";
    "data.dir", "CMIS_DATA_DIR", "/srv/cmis";
    "data.keys", "CMIS_KEYS", "64 hexadecimal digits, as `openssl rand -hex 32` prints them";
    "data.backup_dir", "CMIS_BACKUP_DIR", "/srv/backups";
    "data.backup_daily", "CMIS_BACKUP_DAILY", "true";
    "database.url", "DATABASE_URL", "postgres://cmis_owner:password@db.example.com:5432/cmis";
    "database.system_url", "CMIS_SYSTEM_DATABASE_URL", "postgres://cmis_system:password@db.example.com:5432/cmis";
    "database.tenant_url", "CMIS_TENANT_DATABASE_URL", "postgres://cmis_tenant:password@db.example.com:5432/cmis";
    "database.connections", "CMIS_DATABASE_CONNECTIONS", "24";
    "database.postgres_dir", "CMIS_POSTGRES_DIR", "/opt/cmis/postgres";
    "access.registration", "CMIS_REGISTRATION", "invite";
    "access.rate_session", "CMIS_RATE_SESSION", "600";
    "access.rate_token", "CMIS_RATE_TOKEN", "60";
    "access.rate_anonymous", "CMIS_RATE_ANONYMOUS", "120";
    "access.metrics_token", "CMIS_METRICS_TOKEN", "a long random word";
    "access.support_email", "CMIS_SUPPORT_EMAIL", "help@example.com";
    "mail.smtp_url", "CMIS_SMTP_URL", "smtp://user:password@mail.example.com:587";
    "mail.catch", "CMIS_MAIL_CATCH", "true";
    "mail.from", "CMIS_MAIL_FROM", "CMIS <cmis@example.com>";
    "outside.allow_private_addresses", "CMIS_ALLOW_PRIVATE_ADDRESSES", "true";
    "platforms.sandbox_url", "CMIS_SANDBOX_URL", "http://127.0.0.1:8081";
    "platforms.history_months", "CMIS_HISTORY_MONTHS", "13";
    "meta.app_id", "CMIS_META_APP_ID", "1234567890";
    "meta.app_secret", "CMIS_META_APP_SECRET", "what the platform shows beside the app id";
    "meta.previous_secret", "CMIS_META_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "meta.webhook_secret", "CMIS_META_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "meta.url", "CMIS_META_URL", "https://proxy.example.com";
    "meta.version", "CMIS_META_VERSION", "v26.0";
    "google.app_id", "CMIS_GOOGLE_APP_ID", "123.apps.googleusercontent.com";
    "google.app_secret", "CMIS_GOOGLE_APP_SECRET", "what the platform shows beside the app id";
    "google.previous_secret", "CMIS_GOOGLE_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "google.webhook_secret", "CMIS_GOOGLE_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "google.url", "CMIS_GOOGLE_URL", "https://proxy.example.com";
    "google.version", "CMIS_GOOGLE_VERSION", "v26";
    "google.developer_token", "CMIS_GOOGLE_DEVELOPER_TOKEN", "the token of the API centre";
    "google.login_customer_id", "CMIS_GOOGLE_LOGIN_CUSTOMER_ID", "123-456-7890";
    "tiktok.app_id", "CMIS_TIKTOK_APP_ID", "7123456789";
    "tiktok.app_secret", "CMIS_TIKTOK_APP_SECRET", "what the platform shows beside the app id";
    "tiktok.previous_secret", "CMIS_TIKTOK_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "tiktok.webhook_secret", "CMIS_TIKTOK_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "tiktok.url", "CMIS_TIKTOK_URL", "https://proxy.example.com";
    "tiktok.version", "CMIS_TIKTOK_VERSION", "v1.3";
    "linkedin.app_id", "CMIS_LINKEDIN_APP_ID", "86abcdef";
    "linkedin.app_secret", "CMIS_LINKEDIN_APP_SECRET", "what the platform shows beside the app id";
    "linkedin.previous_secret", "CMIS_LINKEDIN_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "linkedin.webhook_secret", "CMIS_LINKEDIN_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "linkedin.url", "CMIS_LINKEDIN_URL", "https://proxy.example.com";
    "linkedin.version", "CMIS_LINKEDIN_VERSION", "202607";
    "twitter.app_id", "CMIS_TWITTER_APP_ID", "consumer key";
    "twitter.app_secret", "CMIS_TWITTER_APP_SECRET", "what the platform shows beside the app id";
    "twitter.previous_secret", "CMIS_TWITTER_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "twitter.webhook_secret", "CMIS_TWITTER_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "twitter.url", "CMIS_TWITTER_URL", "https://proxy.example.com";
    "twitter.version", "CMIS_TWITTER_VERSION", "12";
    "snapchat.app_id", "CMIS_SNAPCHAT_APP_ID", "0b1c2d3e-client-id";
    "snapchat.app_secret", "CMIS_SNAPCHAT_APP_SECRET", "what the platform shows beside the app id";
    "snapchat.previous_secret", "CMIS_SNAPCHAT_PREVIOUS_SECRET", "the secret before, while it is rotated";
    "snapchat.webhook_secret", "CMIS_SNAPCHAT_WEBHOOK_SECRET", "a long random word that the relay knows too";
    "snapchat.url", "CMIS_SNAPCHAT_URL", "https://proxy.example.com";
    "snapchat.version", "CMIS_SNAPCHAT_VERSION", "v1";
    "log.format", "CMIS_LOG_FORMAT", "json";
    "log.level", "CMIS_LOG", "info";
}

/// Variables that are read elsewhere: where the file is, and what the tests and scripts use.
pub const OTHER_VARIABLES: &[&str] = &["CMIS_CONFIG", "CMIS_TEST_PG_MAJOR"];

/// The setting of a key in the file.
pub fn by_key(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The known name that is nearest to a mistyped one, if any is near.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance * 3 <= candidate.len())
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{SETTINGS, by_key, nearest};

    #[test]
    fn a_typing_error_finds_its_name_and_nonsense_finds_none() {
        let variables = || SETTINGS.iter().map(|setting| setting.variable);
        assert_eq!(nearest("CMIS_PUBLIC_ULR", variables()), Some("CMIS_PUBLIC_URL"));
        assert_eq!(nearest("CMIS_SOMETHING_ELSE_ALTOGETHER", variables()), None);
    }

    #[test]
    fn the_defaults_file_and_the_example_environment_name_every_setting() {
        let file: toml::Table = super::super::DEFAULTS.parse().expect("defaults.toml");
        let keys: Vec<String> = file
            .iter()
            .flat_map(|(section, table)| {
                let table = table.as_table().expect("sections");
                table.keys().map(move |key| format!("{section}.{key}"))
            })
            .collect();
        assert_eq!(keys.len(), SETTINGS.len());
        let example = include_str!("../../../../.env.example");
        for setting in SETTINGS {
            assert!(keys.iter().any(|key| key == setting.key), "{}", setting.key);
            assert!(example.contains(&format!("\n# {}=", setting.variable)), "{} in .env.example", setting.variable);
            assert!(super::super::DEFAULTS.contains(&format!("({}", setting.variable)), "{}", setting.variable);
        }
        assert!(by_key("server.bind").is_some());
    }
}
