//! The effects themselves. What a person filled in stays sealed: events, notices and the log hold ids.

use cmis_base::id::{Id, Integration};
use cmis_connectors::platform::Lead;
use cmis_db::{Conn, Tx};
use serde_json::json;

use super::{
    Trouble, Work,
    kinds::{Budget, Review},
    queries,
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    integrations::{leads, line::Line, sync},
    realtime::{self, Message, Room},
    webhooks::inbound::{model::details_place, queries::End},
};

/// Lets the numbers and objects of an account be read anew. No count of leads is added by hand: the sync brings the platform's own.
async fn refresh_account(conn: &mut Conn, work: &Work<'_>, integration: Id<Integration>) -> Result<(), Trouble> {
    if sync::announced(conn, work.app, work.org, integration).await? {
        let told = json!({"org_id": work.org, "kind": "integration.sync_due", "object_id": integration});
        realtime::tell(conn, &[Message::new(Room::Org(work.org), "org:changed", told)]).await?;
    }
    Ok(())
}

/// The integrations that it may concern: the one that is known, else those of the org's own app.
async fn integrations(work: &Work<'_>) -> Result<Vec<Id<Integration>>, Trouble> {
    if let Some(id) = work.due.integration_id {
        return Ok(vec![id]);
    }
    let mut tx = work.app.tenant(work.org).await?;
    let found = queries::of_own_app(&mut tx, work.platform.as_str()).await?;
    tx.commit().await?;
    Ok(found)
}

/// Through which integration the platform is asked: the one that it concerns, else the only one of the org's own app.
async fn integration(work: &Work<'_>) -> Result<Id<Integration>, Trouble> {
    match integrations(work).await?.as_slice() {
        [one] => Ok(*one),
        _ => Err(Trouble::Later("no_integration")),
    }
}

/// Numbers or objects changed.
pub async fn refresh(work: &Work<'_>) -> Result<(), Trouble> {
    let integration = integration(work).await?;
    let Some(mut tx) = work.done("refreshed").await? else { return Ok(()) };
    refresh_account(&mut tx, work, integration).await?;
    Ok(tx.commit().await?)
}

/// A lead that is all here. One that a sync found before, or that was announced at another address too, is here already.
pub async fn lead(work: &Work<'_>, lead: &Lead) -> Result<(), Trouble> {
    if !leads::is_id(&lead.id) {
        return Err(Trouble::Never("unreadable"));
    }
    let sealed = work.app.keys.seal(&details_place(work.due.id), &serde_json::to_vec(&leads::details(lead))?);
    let named = [(lead.id.as_str(), work.due.id)];
    let mut tx = work.app.tenant(work.org).await?;
    let new = leads::queries::remember(&mut tx, work.org, work.platform.as_str(), &named, work.app.now()).await?;
    let end = match new.is_empty() {
        true => End { state: "ignored", effect: None, error: Some("lead_known"), next: None, details: None },
        false => {
            End { state: "processed", effect: Some("lead_received"), error: None, next: None, details: Some(sealed) }
        }
    };
    if !work.end(&mut tx, &end).await? {
        return Ok(());
    }
    if !new.is_empty() {
        record(&mut tx, work, leads::received(work.platform, work.due.id, work.due.ad_account_id, lead)).await?;
    }
    if let Some(integration) = work.due.integration_id {
        refresh_account(&mut tx, work, integration).await?;
    }
    Ok(tx.commit().await?)
}

/// A lead that is fetched first, while no transaction is open.
pub async fn fetch_lead(work: &Work<'_>, id: &str) -> Result<(), Trouble> {
    let mut line = Line::open(work.app, work.org, integration(work).await?).await?.map_err(Trouble::Closed)?;
    if line.connected.connector.leads.is_none() {
        return Err(Trouble::Never("unreadable"));
    }
    let account = match work.due.ad_account_id {
        Some(account) => {
            let mut tx = work.app.tenant(work.org).await?;
            let found = queries::account(&mut tx, account).await?;
            tx.commit().await?;
            found.map(|account| account.external_id)
        }
        None => None,
    };
    let asked = line
        .ask(account.as_deref(), async |connector, tokens| match &connector.leads {
            Some(leads) => leads.lead(&tokens, id).await,
            None => Err(cmis_connectors::platform::problem::Problem::unreadable("No leads to fetch")),
        })
        .await?;
    let fetched = asked.map_err(Trouble::Platform)?;
    lead(work, &fetched).await
}

/// The result of a review. An ad that is not known yet is read with the next sync, its state with it.
pub async fn review(work: &Work<'_>, review: &Review) -> Result<(), Trouble> {
    let Some(account) = work.due.ad_account_id else { return refresh(work).await };
    let now = work.app.now();
    let Some(mut tx) = work.done("ad_reviewed").await? else { return Ok(()) };
    let at = work.due.happened_at.unwrap_or(now);
    let known = queries::review_ad(&mut tx, account, &review.ad, &review.word, at, now).await?;
    // what is known of it later stays, and nobody is told of what is over
    if let Some((id, name, true)) = known {
        let told = json!({
            "name": name, "platform": work.platform, "external_id": review.ad, "result": review.word,
            "reason": review.reason, "webhook_log_id": work.due.id,
        });
        record(&mut tx, work, Change::new("ad.reviewed", "ad", id).after(told)).await?;
    }
    if let Some(integration) = work.due.integration_id {
        refresh_account(&mut tx, work, integration).await?;
    }
    Ok(tx.commit().await?)
}

/// So much of a budget is spent.
pub async fn budget(work: &Work<'_>, budget: &Budget) -> Result<(), Trouble> {
    let account = work.due.ad_account_id.ok_or(Trouble::Never("no_account"))?;
    let Some(mut tx) = work.done("budget_threshold").await? else { return Ok(()) };
    let found = queries::account(&mut tx, account).await?;
    let campaign = match &budget.campaign {
        Some(external) => queries::campaign(&mut tx, account, external).await?,
        None => None,
    };
    let name = campaign.as_ref().map(|(_, name)| name.clone()).or_else(|| found.as_ref().map(|it| it.name.clone()));
    let told = json!({
        "name": name, "platform": work.platform, "kind": "budget", "ad_account_id": account,
        "platform_campaign_id": campaign.as_ref().map(|(id, _)| id), "external_campaign_id": budget.campaign,
        "percent": budget.percent, "remaining": budget.remaining, "currency": found.map(|it| it.currency),
        "webhook_log_id": work.due.id,
    });
    record(&mut tx, work, Change::new("budget.threshold_reached", "ad_account", account).after(told)).await?;
    if let Some(integration) = work.due.integration_id {
        refresh_account(&mut tx, work, integration).await?;
    }
    Ok(tx.commit().await?)
}

/// A right may have been taken back. The platform is asked whether it was: what comes late or again must not end what was granted anew.
/// Where it was, the line notes it, and people are told once. One that names the org's own app alone is asked of all that the app was
/// granted.
pub async fn rights(work: &Work<'_>) -> Result<(), Trouble> {
    let all = integrations(work).await?;
    if all.is_empty() {
        return Err(Trouble::Later("no_integration"));
    }
    let mut effect = "still_connected";
    for integration in all {
        if is_taken_back(work, integration).await? {
            effect = "needs_reconnect";
        }
    }
    commit(work.done(effect).await?).await
}

async fn is_taken_back(work: &Work<'_>, integration: Id<Integration>) -> Result<bool, Trouble> {
    use crate::integrations::line::Closed;
    use cmis_connectors::platform::problem::Class;
    match Line::open(work.app, work.org, integration).await? {
        Err(Closed::NeedsReconnect | Closed::Gone) => Ok(true),
        Err(closed @ Closed::NoApp) => Err(Trouble::Closed(closed)),
        Ok(mut line) => {
            let asked = line.ask(None, async |connector, tokens| connector.sign_in.identify(&tokens).await).await?;
            match asked {
                Ok(_) => Ok(false),
                Err(problem) if problem.class == Class::Revoked => Ok(true),
                Err(problem) => Err(Trouble::Platform(problem)),
            }
        }
    }
}

/// Something for a feature that is to come, which finds it in the log.
pub async fn keep(work: &Work<'_>) -> Result<(), Trouble> {
    let Some(mut tx) = work.done("kept").await? else { return Ok(()) };
    let told = json!({"platform": work.platform, "kind": work.due.kind, "webhook_log_id": work.due.id});
    let change = Change::new("platform.event_received", "webhook_log", work.due.id).after(told);
    audit::announce(&mut tx, work.org, work.app.now(), change).await?;
    Ok(tx.commit().await?)
}

async fn commit(tx: Option<Tx>) -> Result<(), Trouble> {
    if let Some(tx) = tx {
        tx.commit().await?;
    }
    Ok(())
}

async fn record(conn: &mut Conn, work: &Work<'_>, change: Change) -> Result<(), Trouble> {
    Ok(audit::record(conn, work.org, &Actor::system(), work.app.now(), change).await?)
}
