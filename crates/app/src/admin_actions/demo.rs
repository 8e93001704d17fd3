//! A demo: a person and an organization whose platforms are the sandbox, connected as a person would connect them, with a year of what they
//! delivered. It must never make an administrator of the installation, and never connect anything but a sandbox.

use std::collections::BTreeMap;

use chrono_tz::Asia::Riyadh;
use cmis_base::{
    id::{Id, Integration, Member, Org},
    locale::Locale,
    platform::Platform,
    secret::{Secret, expose, token},
};
use serde::Serialize;
use url::Url;

use super::{
    actor, orgs, people, queries,
    sync::{self, Asked, Standing},
};
use crate::{
    http::{error::ApiError, words::Say},
    integrations::{
        connect::{self, By},
        queries as integrations,
    },
    state::App,
};

/// Whose it is, unless told otherwise: a name that nobody owns.
pub const EMAIL: &str = "demo@cmis.example";
/// The currency that its accounts have where they can.
const CURRENCY: &str = "SAR";

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The organization.
    pub org_id: Id<Org>,
    /// What it is called.
    pub org: String,
    /// Who signs in.
    pub email: String,
    /// Who connects its platforms.
    #[serde(skip)]
    pub admin: Id<Member>,
}

/// A demo to be made.
#[derive(Clone, Debug)]
pub struct NewDemo {
    /// Who signs in.
    pub email: String,
    /// The language of the person and the organization.
    pub locale: Locale,
}

/// Whether somebody made one.
pub async fn is_there(app: &App, email: &str) -> Result<bool, ApiError> {
    let mut tx = app.system("command line: demo").await?;
    let person = crate::users::queries::find_by_email(&mut tx, email).await?;
    tx.commit().await?;
    Ok(person.is_some())
}

/// Makes a person with a random password, and the organization.
pub async fn make(app: &App, new: &NewDemo) -> Result<(Made, Secret), ApiError> {
    if is_there(app, &new.email).await? {
        return Err(ApiError::conflict(Say::new("error-demo-there").with("email", new.email.clone())));
    }
    let password = token("demo-");
    let name = |key| Say::new(key).to(new.locale);
    let person = people::NewPerson {
        name: name("demo-person"),
        email: new.email.clone(),
        password: expose(&password).to_owned(),
        locale: new.locale,
        time_zone: Riyadh.name().to_owned(),
        is_instance_admin: false,
    };
    people::create(app, &person).await?;
    let org = orgs::NewOrg {
        name: name("demo-org"),
        admin: new.email.clone(),
        currency: CURRENCY.to_owned(),
        time_zone: Riyadh.name().to_owned(),
        locale: new.locale,
        plan: "professional".to_owned(),
    };
    let org_id = orgs::create(app, &org).await?;
    let mut tx = app.system("command line: demo").await?;
    let admin = queries::first_admin(&mut tx, org_id).await?;
    tx.commit().await?;
    let admin = admin.ok_or_else(|| ApiError::conflict("error-org-without-admin"))?.id;
    Ok((Made { org_id, org: org.name, email: new.email.clone(), admin }, password))
}

/// Connects a platform, and uses one of its accounts. `agree` sends the person's consent to the sandbox, and tells where it sends them back.
pub async fn connect(
    app: &App,
    made: &Made,
    platform: Platform,
    agree: &impl AsyncFn(Url) -> anyhow::Result<Url>,
) -> Result<(), ApiError> {
    let (org, by) = (made.org_id, By::Member(made.admin));
    let begun = connect::begin(app, org, by, platform, None).await?;
    let back = agree(begun.url).await.map_err(ApiError::internal)?;
    let query: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
    let integration = connect::finish(app, org, by, &actor(), platform, &query).await?.id;
    use_one(app, org, integration).await
}

/// Uses one account, in the demo's currency if there is such a one.
async fn use_one(app: &App, org: Id<Org>, integration: Id<Integration>) -> Result<(), ApiError> {
    let mut tx = app.tenant(org).await?;
    integrations::lock(&mut tx, integration).await?;
    let accounts = integrations::ad_accounts(&mut tx, &[integration]).await?;
    let able: Vec<_> = accounts.iter().filter(|it| it.is_active && it.is_reached).collect();
    let chosen = able.iter().find(|it| it.currency == CURRENCY).or(able.first());
    if let Some(chosen) = chosen {
        integrations::choose(&mut tx, integration, &[chosen.id], app.now()).await?;
        crate::integrations::sync::accounts_chosen(&mut tx, app, org, integration, None).await?;
    }
    Ok(tx.commit().await?)
}

/// Reads what they delivered: the last weeks first, then the months before. What comes of it.
pub async fn read(
    app: &App,
    org: Id<Org>,
    platforms: &[Platform],
    mut tell: impl FnMut(&[Standing]),
) -> Result<Vec<Standing>, ApiError> {
    let mut asked: Vec<Asked> = Vec::new();
    for platform in platforms {
        asked.extend(sync::begin(app, *platform, &[org.to_string()]).await?);
    }
    let mut read = sync::wait(app, &asked, std::future::pending(), &mut tell).await?;
    if read.iter().all(Standing::is_well) {
        let before = sync::backfills(app, &asked).await?;
        read.extend(sync::wait(app, &before, std::future::pending(), &mut tell).await?);
    }
    Ok(read)
}
