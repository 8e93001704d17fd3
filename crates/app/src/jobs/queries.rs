//! SQL of lists of jobs. Looking at one and changing it is `cmis_jobs::view`.

use cmis_base::id::{Id, Org, User};
use cmis_db::Conn;

use crate::{
    http::list::{Filter, Kind, List},
    jobs::model::STATUSES,
};

/// Live and finished jobs under one name, with the public word of where they stand.
macro_rules! from_jobs {
    ($condition:literal) => {
        concat!(
            "(select id, org_id, kind, queue, case when state = 'running' then 'processing' else 'pending' end as status,
                     progress, last_error as error, attempt, max_attempts, cancel_requested, created_by, created_at, run_at,
                     started_at, null::timestamptz as finished_at
              from jobs
              union all
              select id, org_id, kind, queue, state, progress, error, attempt, max_attempts, false, created_by, created_at,
                     null, started_at, finished_at
              from finished_jobs) j where ",
            $condition
        )
    };
}
pub(crate) use from_jobs;

const SELECT: &str =
    "j.id, j.kind, j.queue, j.status, j.progress, j.error, j.attempt, j.max_attempts, j.cancel_requested,
    j.created_by, (select m.display_name from members m where m.org_id = j.org_id and m.user_id = j.created_by limit 1)
        as created_by_name,
    j.created_at, j.run_at, j.started_at, j.finished_at";

const FILTERS: &[Filter] = &[
    Filter { name: "status", sql: "j.status =", kind: Kind::Words(STATUSES) },
    Filter { name: "kind", sql: "j.kind =", kind: Kind::Text },
    Filter { name: "queue", sql: "j.queue =", kind: Kind::Text },
    Filter { name: "created_by", sql: "j.created_by =", kind: Kind::Id },
];

const FIELDS: &[&str] = &[
    "id",
    "kind",
    "queue",
    "status",
    "progress",
    "failure",
    "attempt",
    "max_attempts",
    "cancel_requested",
    "created_by",
    "created_by_name",
    "created_at",
    "run_at",
    "started_at",
    "finished_at",
];

/// The jobs of an org, in its transaction. Ids are in the order of time.
pub const OF_ORG: List = List {
    select: SELECT,
    from: from_jobs!("j.org_id is not null"),
    filters: FILTERS,
    sorts: &[("created_at", "j.id"), ("finished_at", "j.finished_at nulls last")],
    default_sort: "-created_at",
    tie: "j.id",
    search: &[],
    fields: FIELDS,
    includes: &[],
    feed: None,
};

/// Jobs by who caused them, as the system role: those of orgs in which the person acts now, and their own. Callers narrow it
/// to one person.
pub const OF_PERSON: List = List {
    from: from_jobs!(
        "(j.org_id is null or exists (
            select from members m where m.org_id = j.org_id and m.user_id = j.created_by and m.status = 'active'))"
    ),
    ..OF_ORG
};

/// What somebody is called in an org.
pub async fn name_of(conn: &mut Conn, org: Id<Org>, user: Id<User>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select display_name from members where org_id = $1 and user_id = $2 limit 1",
        org.raw(),
        user.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Whether a job that is due has waited for five minutes. By the database's clock, which decides what is due.
pub async fn is_late(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
              select from jobs
              where state = 'pending' and run_at < statement_timestamp() - interval '5 minutes') as "is_late!""#
    )
    .fetch_one(conn)
    .await
}
