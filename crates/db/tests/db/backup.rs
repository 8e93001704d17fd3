//! Backups: there and back, and what must not open or change anything.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org};
use cmis_base::secret::KeyRing;
use cmis_db::backup::{self, ForeignKey, Installation};
use cmis_db::testing::{TestDb, server_options};
use cmis_db::{Options, migrate};
use sqlx::Executor;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{connect, empty_home, sentence};

struct House {
    test: TestDb,
    folder: TempDir,
    installation: Installation,
}

fn key() -> KeyRing {
    KeyRing::parse([KeyRing::generate().as_str()]).expect("a key")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_700_000, 0).expect("a time")
}

/// An installation with some rows and files.
async fn house(keys: &KeyRing, word: &str) -> House {
    let (test, folder) = (TestDb::create().await, empty_home());
    let installation = Installation {
        owner_url: test.options().owner_url.clone(),
        install_dir: server_options().expect("options").install_dir,
        files: folder.path().join("files"),
        keys: keys.clone(),
    };
    fs::create_dir_all(installation.files.join("a/b")).expect("made");
    fs::write(installation.files.join("a/b/picture.png"), format!("{word} {}", "x".repeat(3_000_000)))
        .expect("written");
    fs::write(installation.files.join(word), []).expect("written");
    let mut owner = connect(&installation.owner_url).await;
    owner
        .execute(
            "create table notes (org_id uuid not null, body text not null);
             create type mood as enum ('good', 'bad');
             create function moods() returns setof mood language sql as 'select unnest(enum_range(null::mood))';
             alter table notes enable row level security;
             alter table notes force row level security;
             create policy tenant on notes to cmis_tenant
                 using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
             grant select on notes to cmis_tenant;",
        )
        .await
        .expect("made");
    sqlx::query("insert into notes select $1, $2 || n from generate_series(1, 1000) n")
        .bind(Uuid::from_u128(1))
        .bind(word)
        .execute(&mut owner)
        .await
        .expect("written");
    House { test, folder, installation }
}

impl House {
    fn backups(&self) -> PathBuf {
        self.installation.files.join("backups")
    }

    async fn notes(&self, options: &Options) -> (i64, String) {
        let mut owner = connect(&options.owner_url).await;
        sqlx::query_as("select count(*), min(body) from notes").fetch_one(&mut owner).await.expect("counted")
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_restored_elsewhere_is_the_same_installation() {
    let keys = key();
    let old = house(&keys, "old").await;
    let (made, manifest) = backup::create(&old.installation, &old.backups(), now()).await.expect("made");
    assert_eq!(made.path.file_name().expect("a name"), "cmis-20251121T044000Z.backup");
    let names: Vec<&str> = manifest.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["database.dump", "files/a/b/picture.png", "files/old"], "not the backups themselves");
    assert_eq!(manifest.key_fingerprint, keys.fingerprint());
    assert_eq!(backup::list(&old.backups()).expect("listed"), std::slice::from_ref(&made));
    let sealed = fs::read(&made.path).expect("read");
    assert!(
        !sealed.windows(8).any(|bytes| bytes == b"xxxxxxxx" || bytes == b"PGDMP\x01\x10\x00"),
        "nothing is readable"
    );

    // Elsewhere other rows and files are, and objects that the backup does not know.
    let new = house(&keys, "new").await;
    let mut owner = connect(&new.installation.owner_url).await;
    owner
        .execute("create table later (id int primary key); create view later_view as select id from later")
        .await
        .expect("made");
    drop(owner);
    assert_eq!(backup::restore(&new.installation, &made.path).await.expect("restored"), manifest);
    assert_eq!(new.notes(new.test.options()).await, (1000, "old1".to_owned()));
    assert_eq!(files(&new.installation.files), ["a", "old"]);
    let picture = fs::read(new.installation.files.join("a/b/picture.png")).expect("read");
    assert!(picture == fs::read(old.installation.files.join("a/b/picture.png")).expect("read"));
    assert_eq!(files(new.folder.path()), ["files"], "nothing is left beside");

    // Roles, policies and the list of migrations came along: it can be served at once.
    let mut owner = connect(&new.installation.owner_url).await;
    let later: Option<String> =
        sqlx::query_scalar("select to_regclass('later')::text").fetch_one(&mut owner).await.expect("asked");
    assert_eq!(later, None);
    let status = migrate::status(&new.installation.owner_url).await.expect("a status");
    assert!(status.iter().all(|step| step.applied_at.is_some()));
    let db = new.test.db().await;
    for (org, rows) in [(1, 1000_i64), (2, 0)] {
        let mut tx = db.tenant(Id::<Org>::new(Uuid::from_u128(org))).await.expect("begun");
        let seen: i64 = sqlx::query_scalar("select count(*) from notes").fetch_one(&mut *tx).await.expect("counted");
        assert_eq!(seen, rows);
    }
}

#[tokio::test]
async fn a_foreign_key_or_a_damaged_file_changes_nothing() {
    let keys = key();
    let old = house(&keys, "old").await;
    let (made, _) = backup::create(&old.installation, &old.backups(), now()).await.expect("made");

    let stranger = house(&key(), "new").await;
    let error = backup::restore(&stranger.installation, &made.path).await.expect_err("refused");
    let foreign = error.downcast_ref::<ForeignKey>().expect("a foreign key");
    assert_eq!(
        (foreign.needed.as_str(), &foreign.have),
        (keys.fingerprint().as_str(), &stranger.installation.keys.fingerprints())
    );
    assert!(sentence(backup::inspect(&made.path, &stranger.installation.keys).await).contains(&keys.fingerprint()));

    let kin = Installation { keys: keys.clone(), ..stranger.installation.clone() };
    let sealed = fs::read(&made.path).expect("read");
    let broken = stranger.folder.path().join("broken.backup");
    for (content, what) in [
        (sealed[..sealed.len() - 30].to_vec(), "damaged"),
        ([&sealed[..2000], &[!sealed[2000]], &sealed[2001..]].concat(), "damaged"),
        (b"PGDMP and so on".to_vec(), "not a backup"),
    ] {
        fs::write(&broken, content).expect("written");
        let said = sentence(backup::restore(&kin, &broken).await);
        assert!(said.contains(what), "{said}");
    }
    assert_eq!(stranger.notes(stranger.test.options()).await, (1000, "new1".to_owned()));
    assert_eq!(files(&stranger.installation.files), ["a", "new"]);

    // After a rotation the old key still opens.
    let rotated = Installation {
        keys: {
            let (old_key, new_key) = (KeyRing::generate(), KeyRing::generate());
            let before = KeyRing::parse([old_key.as_str()]).expect("a key");
            let house = Installation { keys: before, ..old.installation.clone() };
            backup::create(&house, stranger.folder.path(), now()).await.expect("made");
            KeyRing::parse([new_key.as_str(), old_key.as_str()]).expect("keys")
        },
        ..kin
    };
    let made = backup::list(stranger.folder.path()).expect("listed").remove(0);
    backup::inspect(&made.path, &rotated.keys).await.expect("opens");
}

#[tokio::test]
async fn a_restore_waits_for_nobody_and_fails_as_a_whole() {
    let keys = key();
    let old = house(&keys, "old").await;
    let (made, _) = backup::create(&old.installation, &old.backups(), now()).await.expect("made");
    let new = house(&keys, "new").await;
    let db = new.test.db().await;
    let tx = db.system("test").await.expect("begun");
    assert!(sentence(backup::restore(&new.installation, &made.path).await).contains("stop `cmis serve`"));
    drop(tx);
    db.close().await;

    // Somebody else's lock stops it halfway, after the files were unpacked.
    let mut other = connect(&new.installation.owner_url).await;
    other.execute("begin; lock table notes in access share mode").await.expect("locked");
    let said = sentence(backup::restore(&new.installation, &made.path).await);
    assert!(said.contains("was not changed") && said.contains("lock timeout"), "{said}");
    drop(other);
    assert_eq!(new.notes(new.test.options()).await, (1000, "new1".to_owned()));
    assert_eq!(files(&new.installation.files), ["a", "new"]);
    assert_eq!(files(new.folder.path()), ["files"]);
}

/// A process may be killed anywhere: the next start finds out on which side of the commit it was.
#[tokio::test]
async fn a_restore_that_was_cut_off_is_finished_or_taken_back() {
    let house = house(&key(), "old").await;
    let (url, files_at) = (&house.installation.owner_url, &house.installation.files);
    let beside = |word: &str| files_at.with_file_name(format!("files.{word}"));
    let put = |folder: &Path, name: &str| {
        fs::create_dir_all(folder).expect("made");
        fs::write(folder.join(name), name).expect("written");
    };
    let committed = async |id: &str| {
        let statement = format!("comment on schema public is 'cmis restore {id}'");
        connect(url).await.execute(sqlx::AssertSqlSafe(statement)).await.expect("noted");
    };

    // while unpacking, and before the commit
    for mark in [None, Some("one")] {
        put(&beside("restoring"), "new");
        if let Some(id) = mark {
            fs::write(beside("restore-id"), id).expect("written");
        }
        backup::finish_restore(url, files_at).await.expect("taken back");
        assert_eq!(
            (files(files_at), files(house.folder.path())),
            (vec!["a".into(), "old".into()], vec!["files".into()])
        );
    }

    // after the commit: before, between and after the two renames, and after a start that made the folder anew
    for step in 0..4 {
        fs::remove_dir_all(files_at).expect("removed");
        let new = if step == 2 { files_at.clone() } else { beside("restoring") };
        put(&new, "new");
        put(&if step == 0 { files_at.clone() } else { beside("replaced") }, "replaced");
        if step == 3 {
            fs::create_dir(files_at).expect("made");
        }
        fs::write(beside("restore-id"), "two").expect("written");
        committed("two").await;
        backup::finish_restore(url, files_at).await.expect("finished");
        assert_eq!((files(files_at), files(house.folder.path())), (vec!["new".into()], vec!["files".into()]), "{step}");
    }

    // one at work is left alone
    put(&beside("restoring"), "half");
    let mut other = connect(url).await;
    other.execute("select pg_advisory_lock(hashtextextended('cmis.restore', 0))").await.expect("locked");
    assert!(sentence(backup::finish_restore(url, files_at).await).contains("under way"));
    assert!(beside("restoring").exists());
}

/// A thief's session that was ended yesterday must not live again because of a backup of last week.
#[tokio::test]
async fn what_was_open_at_the_backup_is_closed_after_a_restore() {
    let house = house(&key(), "old").await;
    let mut owner = connect(&house.installation.owner_url).await;
    owner
        .execute(
            "insert into users (id, email, name, locale, time_zone, created_at)
                 values ('00000000-0000-7000-8000-000000000001', 'a@example.com', 'A', 'en', 'UTC', now());
             insert into sessions (id, user_id, client, remember, device, address, mfa, created_at, last_used_at, expires_at)
                 values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'web', true, 'd',
                     '127.0.0.1', false, now(), now(), now() + interval '30 days');
             insert into refresh_tokens (hash, session_id, created_at)
                 values ('x', '00000000-0000-7000-8000-000000000002', now());
             insert into user_tokens (hash, user_id, purpose, created_at, expires_at)
                 values ('y', '00000000-0000-7000-8000-000000000001', 'reset_password', now(), now() + interval '1 hour');
             insert into orgs (org_id, name, currency, time_zone, locale, week_start, plan, created_at)
                 values ('00000000-0000-7000-8000-000000000003', 'Org', 'SAR', 'UTC', 'ar', 'sunday', 'free', now());
             insert into members (org_id, id, user_id, role, status, display_name, email, joined_at)
                 values ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004',
                     '00000000-0000-7000-8000-000000000001', 'admin', 'active', 'A', 'a@example.com', now());
             insert into api_keys (org_id, id, name, prefix, hash, scopes, created_by, created_at)
                 values ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000005', 'Till', 'cmis_live_ab',
                     'z', '{}', '00000000-0000-7000-8000-000000000004', now());
             insert into oauth_grants (org_id, id, client_id, client_name, member_id, scopes, created_at)
                 values ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000006', 'c', 'App',
                     '00000000-0000-7000-8000-000000000004', '{}', now());
             insert into mails (id, recipient, locale, template, created_at)
                 values ('00000000-0000-7000-8000-000000000007', 'a@example.com', 'en', 'reset_password', now())",
        )
        .await
        .expect("made");
    drop(owner);
    let (made, _) = backup::create(&house.installation, &house.backups(), now()).await.expect("made");
    let kept = house.folder.path().join("kept.backup");
    fs::copy(&made.path, &kept).expect("copied");
    backup::restore(&house.installation, &kept).await.expect("restored");
    let mut owner = connect(&house.installation.owner_url).await;
    for (what, statement) in [
        ("sessions", "select count(*) from sessions where ended_at is null"),
        ("refresh tokens", "select count(*) from refresh_tokens"),
        ("links", "select count(*) from user_tokens"),
        ("apps", "select count(*) from oauth_grants where revoked_at is null"),
        ("mails", "select count(*) from mails"),
    ] {
        let left: i64 = sqlx::query_scalar(statement).fetch_one(&mut owner).await.expect(what);
        assert_eq!(left, 0, "{what}");
    }
    let keys = backup::live_keys(&house.installation).await.expect("listed");
    assert_eq!(keys.iter().map(|key| (key.org.as_str(), key.name.as_str())).collect::<Vec<_>>(), [("Org", "Till")]);
}
