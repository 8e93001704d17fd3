//! Every mail in both languages, with hostile names.

use chrono::{DateTime, TimeDelta};
use cmis_base::{
    clock::Clock,
    id::{Id, Ids, Org},
    locale::Locale,
    permission::Role,
    secret::KeyRing,
};
use cmis_connectors::mail::Mailer;
use cmis_db::testing::TestDb;
use cmis_jobs::Worker;
use url::Url;

use super::{Mail, MailState, Rendered, SendMail, enqueue, queries, render};

const LINK: &str = "https://cmis.example/verify-email?token=cmis_vt_J3q_W8m&next=%2F";

/// One of each, with names as given.
fn every_mail(name: &str, org: &str, message: &str) -> Vec<Mail> {
    let (name, org, link) = (name.to_owned(), org.to_owned(), LINK.to_owned());
    let at = DateTime::from_timestamp(1_795_255_200, 0).expect("an instant");
    let (address, device) = ("203.0.113.7".to_owned(), "Chrome 142, Windows".to_owned());
    let n = || name.clone();
    vec![
        Mail::VerifyEmail { name: n(), link: link.clone() },
        Mail::ChangeEmail { name: n(), new_email: "sara.new@example.com".into(), link: link.clone() },
        Mail::ResetPassword { name: n(), link: link.clone() },
        Mail::PasswordChanged { name: n(), at, address: address.clone() },
        Mail::Invitation {
            inviter: n(),
            org: org.clone(),
            role: Role::Manager,
            message: Some(message.to_owned()),
            link: link.clone(),
            expires_days: 7,
        },
        Mail::NewLogin { name: n(), device, address, at },
        Mail::MfaChanged { name: n(), enabled: true },
        Mail::MfaChanged { name: n(), enabled: false },
        Mail::AccountExists { name: n(), login_link: link.clone(), reset_link: format!("{LINK}2") },
        Mail::OrgDeletionScheduled { org: org.clone(), at, by: n() },
        Mail::ExportReady { name: n(), link, expires: at },
        Mail::RoleChanged { name: n(), org: org.clone(), role: Role::Admin, by: "Omar Haddad".into() },
        Mail::PlanLimitNear { org, metric: "storage_bytes".into(), used: 9_878_424_781, limit: 10_737_418_240 },
        Mail::EmailChanging { name: n(), new_email: "sara.new@example.com".into(), at, address: "203.0.113.7".into() },
        Mail::EmailChanged {
            name: n(),
            new_email: "sara.new@example.com".into(),
            at,
            link: LINK.into(),
            expires: at + TimeDelta::days(7),
        },
        Mail::Notice { name: n(), title: "Omar joined".into(), body: "As a manager.".into(), link: LINK.into() },
        Mail::Digest {
            name: n(),
            count: 33,
            notices: vec![("Omar joined".into(), "As a manager.".into()), (n(), message.to_owned())],
            link: LINK.into(),
        },
        Mail::AccountErased { name, at },
    ]
}

fn rendered(mail: &Mail, locale: Locale) -> Rendered {
    let url: Url = "https://cmis.example".parse().expect("an address");
    render(mail, locale, &url).unwrap_or_else(|error| panic!("{} {locale:?}: {error:#}", mail.template()))
}

fn links(mail: &Mail) -> Vec<String> {
    let json = serde_json::to_value(mail).expect("json");
    let fields = json.as_object().expect("an object");
    fields.iter().filter(|(key, _)| key.ends_with("link")).map(|(_, v)| v.as_str().expect("text").to_owned()).collect()
}

#[test]
fn every_mail_is_whole_in_both_languages() {
    for mail in every_mail("سارة العلي", "متجر النخيل", "أهلًا بك معنا!\nنبدأ الأحد.")
    {
        for locale in [Locale::Ar, Locale::En] {
            let Rendered { subject, text, html } = rendered(&mail, locale);
            let what = format!("{} {locale:?}", mail.template());
            for part in [&subject, &text, &html] {
                assert!(!part.trim().is_empty() && !part.contains("{{") && !part.contains("{%"), "{what}: {part}");
                assert!(!part.contains("undefined") && !part.contains("None"), "{what}: {part}");
            }
            assert!(
                html.contains(&format!(r#"<html lang="{}" dir="{}">"#, locale.code(), locale.direction())),
                "{what}"
            );
            for link in links(&mail) {
                assert!(text.lines().any(|line| line.ends_with(&link)), "{what}: {text}");
                let escaped = link.replace('&', "&amp;");
                assert!(html.matches(&format!(r#"href="{escaped}""#)).count() >= 1, "{what}: {html}");
                assert!(html.contains(&format!(">{escaped}</a>")), "{what}: the link can be copied");
            }
            assert!(!subject.contains('\n') && subject.chars().count() < 120, "{what}: {subject}");
            if let Some(name) = mail.recipient_name() {
                assert!(text.contains(name) && html.contains(name), "{what}: {text}");
            }
        }
    }
}

#[test]
fn what_people_write_stays_text() {
    let evil = r#"<script>alert("x")</script>"#;
    for mail in every_mail(evil, "<img src=x onerror=alert(1)>", "</td><a href='https://evil.example'>here</a>") {
        for locale in [Locale::Ar, Locale::En] {
            let html = rendered(&mail, locale).html;
            for tag in ["<script", "<img", "<a href='"] {
                assert!(!html.contains(tag), "{} {locale:?}: {tag} in {html}", mail.template());
            }
            assert!(html.contains("&lt;"), "{}", mail.template());
        }
    }
}

#[test]
fn template_syntax_in_a_name_is_not_run() {
    let mail = Mail::MfaChanged { name: "{{ public_url }}{% raw %}".into(), enabled: true };
    assert!(rendered(&mail, Locale::En).text.contains("Hello {{ public_url }}{% raw %},"));
}

#[test]
fn latin_names_are_isolated_in_arabic_mails_and_the_other_way_round() {
    let latin =
        Mail::RoleChanged { name: "Sara".into(), org: "Acme (MENA)".into(), role: Role::Viewer, by: "عمر".into() };
    let arabic = rendered(&latin, Locale::Ar);
    assert_eq!(arabic.subject, "تغيّر دورك في \u{2068}Acme (MENA)\u{2069}");
    assert!(arabic.html.contains(r#"<span dir="auto">Acme (MENA)</span>"#), "{}", arabic.html);
    let english = rendered(&latin, Locale::En);
    assert_eq!(english.subject, "Your role in Acme (MENA) has changed");
    assert!(english.text.contains("Changed by: \u{2068}عمر\u{2069}"), "{}", english.text);
}

#[test]
fn every_template_reads_as_its_stored_word() {
    for mail in every_mail("a", "b", "c") {
        let json = serde_json::to_value(&mail).expect("json");
        assert_eq!(json["template"], mail.template());
        assert_eq!(serde_json::from_value::<Mail>(json).expect("decodes"), mail);
    }
}

/// Writes all mails into the folder named by `CMIS_MAIL_PREVIEW`, for looking at them; without it, into none.
#[test]
fn mails_can_be_looked_at() {
    let Some(folder) = std::env::var_os("CMIS_MAIL_PREVIEW").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).expect("a folder");
    for locale in [Locale::Ar, Locale::En] {
        let (name, org) = if locale == Locale::Ar {
            ("سارة العلي", "Palm Store")
        } else {
            ("Sara Ali", "متجر النخيل")
        };
        let message = "أهلًا بك معنا! نبدأ حملة الشتاء يوم الأحد، وسنحتاج إليك في إعداد المحتوى.";
        for (number, mail) in every_mail(name, org, message).iter().enumerate() {
            let mail_parts = rendered(mail, locale);
            let file = folder.join(format!("{}-{number:02}-{}", locale.code(), mail.template()));
            std::fs::write(file.with_extension("html"), mail_parts.html).expect("written");
            std::fs::write(file.with_extension("txt"), format!("{}\n\n{}", mail_parts.subject, mail_parts.text))
                .expect("written");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_waits_sealed_goes_out_once_and_leaves_no_token_behind() {
    let database = TestDb::create().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (db, clock, ids) = (database.db().await, Clock::fixed(Clock::system().now()), Ids::system());
    let keys = KeyRing::parse([KeyRing::generate().as_str()]).expect("a key");
    let state = MailState {
        db: db.clone(),
        mailer: Mailer::caught(folder.path()),
        keys: keys.clone(),
        clock: clock.clone(),
        public_url: "https://cmis.example".parse().expect("an address"),
        from: "CMIS <no-reply@cmis.example>".parse().expect("a mailbox"),
    };
    let worker = Worker::new(db.clone(), clock.clone(), ids.clone()).register::<SendMail>(state.clone());
    let mail = Mail::VerifyEmail { name: "سارة".into(), link: LINK.into() };
    let org: Id<Org> = ids.next();
    let now = clock.now();

    let mut tx = db.system("test").await.expect("a transaction");
    enqueue(&mut tx, &keys, &ids, now, "gone@example.com", Locale::Ar, None, &mail).await.expect("stored");
    tx.rollback().await.expect("rolled back");
    let mut tx = db.system("test").await.expect("a transaction");
    enqueue(&mut tx, &keys, &ids, now, "sara@example.com", Locale::Ar, None, &mail).await.expect("stored");
    let rows = queries::list(&mut tx).await.expect("rows");
    let stored = rows[0].1.as_ref().expect("parameters");
    assert!(!stored.windows(10).any(|bytes| LINK.as_bytes().starts_with(bytes)), "the link is sealed");
    tx.commit().await.expect("committed");
    let mut tx = db.tenant(org).await.expect("a transaction");
    enqueue(&mut tx, &keys, &ids, now, "omar@example.com", Locale::En, Some(org), &mail).await.expect("stored");
    tx.commit().await.expect("committed");
    let mut tx = db.tenant(org).await.expect("a transaction");
    let foreign = enqueue(&mut tx, &keys, &ids, now, "x@example.com", Locale::En, Some(ids.next()), &mail).await;
    assert!(foreign.is_err(), "a tenant mails for its own org only");
    drop(tx);
    let mut tx = db.system("test").await.expect("a transaction");
    enqueue(&mut tx, &keys, &ids, now, "not an address", Locale::En, None, &mail).await.expect("stored");
    tx.commit().await.expect("committed");

    assert_eq!(worker.run_due().await.expect("a round"), 3);
    let caught = state.mailer.as_caught().expect("caught");
    let mut mails = caught.list().await.expect("a list");
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    let recipients: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(recipients, ["omar@example.com", "sara@example.com"]);
    assert_eq!(mails[1].subject, "تأكيد بريدك الإلكتروني في CMIS");
    assert!(mails[1].links.contains(&LINK.to_owned()) && mails[1].at == now, "{:?}", mails[1].links);

    let mut tx = db.system("test").await.expect("a transaction");
    let rows = queries::list(&mut tx).await.expect("rows");
    let rows: Vec<(&str, bool, bool)> = rows.iter().map(|row| (row.0.as_str(), row.1.is_none(), row.2)).collect();
    assert_eq!(
        rows,
        [("not an address", false, false), ("omar@example.com", true, true), ("sara@example.com", true, true)]
    );
    clock.advance(TimeDelta::days(1));
    assert_eq!(worker.run_due().await.expect("a round"), 0, "a bad address is not tried again");
    assert_eq!(super::cleanup(&mut tx, now + TimeDelta::seconds(1)).await.expect("cleaned"), 3);
}
