//! Numbers as a file.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use cmis_render::Book;
use http::{HeaderValue, header};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::Filter;
use crate::{
    access::caller::Caller,
    http::{
        error::ApiError,
        extract::{Query, given},
    },
    metrics::{
        export::{self, Report},
        sight::Sight,
    },
    state::App,
};

/// Which file is asked for.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskedFile {
    /// What is written into it; `overview` unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    report: Option<Report>,
    /// How it is written; `xlsx` unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    format: Option<Format>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The first table as comma-separated values, UTF-8 with its mark.
    Csv,
    /// All tables as a spreadsheet (Office Open XML) with typed cells, totals as formulas, and charts.
    Xlsx,
}

impl Format {
    /// What file names end with.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The file. It takes a while: never on a thread that others wait for.
    pub async fn write(self, book: Book) -> anyhow::Result<Vec<u8>> {
        let written = tokio::task::spawn_blocking(move || match self {
            Self::Csv => book.csv(),
            Self::Xlsx => book.xlsx(),
        });
        Ok(written.await??)
    }
}

/// Download numbers
///
/// Takes what the report's own call takes, and answers the file itself, in the caller's language. Words that a spreadsheet would take for a
/// formula are written so that it does not.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/export", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), AskedFile, Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, content_type = "application/octet-stream", description = "The file")))]
pub async fn export(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(file): Query<AskedFile>,
    Query(filter): Query<Filter>,
) -> Result<Response, ApiError> {
    let (report, format) = (file.report.unwrap_or(Report::Overview), file.format.unwrap_or(Format::Xlsx));
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let (book, period) = export::book(&mut tx, &sight, report, &filter).await?;
    tx.done();
    let file = format.write(book).await.map_err(ApiError::internal)?;
    let name = export::file_name(report, period, format);
    let attached = format!("attachment; filename=\"{name}\"");
    let mut response = Body::from(file).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(attached).map_err(ApiError::internal)?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
