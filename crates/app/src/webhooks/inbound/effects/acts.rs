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
    integrations::{line::Line, sync},
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

/// Through which integration the platform is asked: the one that it concerns, else the only one of the org's own app.
async fn integration(work: &Work<'_>) -> Result<Id<Integration>, Trouble> {
    if let Some(id) = work.due.integration_id {
        return Ok(id);
    }
    let mut tx = work.app.tenant(work.org).await?;
    let found = queries::of_own_app(&mut tx, work.platform.as_str()).await?;
    tx.commit().await?;
    found.ok_or(Trouble::Later("no_integration"))
}

/// Numbers or objects changed.
pub async fn refresh(work: &Work<'_>) -> Result<(), Trouble> {
    let integration = integration(work).await?;
    let Some(mut tx) = work.done("refreshed").await? else { return Ok(()) };
    refresh_account(&mut tx, work, integration).await?;
    Ok(tx.commit().await?)
}

/// A lead that is all here.
pub async fn lead(work: &Work<'_>, lead: &Lead) -> Result<(), Trouble> {
    let details = json!({
        "id": lead.id, "at": lead.at, "form_id": lead.form_id, "campaign_id": lead.campaign_id, "ad_id": lead.ad_id,
        "fields": lead.fields,
    });
    let sealed = work.app.keys.seal(&details_place(work.due.id), &serde_json::to_vec(&details)?);
    let end = End { state: "processed", effect: Some("lead_received"), error: None, next: None, details: Some(sealed) };
    let Some(mut tx) = work.begin(end).await? else { return Ok(()) };
    let told = json!({
        "platform": work.platform, "webhook_log_id": work.due.id, "ad_account_id": work.due.ad_account_id,
        "lead_id": lead.id, "form_id": lead.form_id, "campaign_id": lead.campaign_id, "ad_id": lead.ad_id,
    });
    record(&mut tx, work, Change::new("lead.received", "webhook_log", work.due.id).after(told)).await?;
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
/// Where it was, the line notes it, and people are told once.
pub async fn rights(work: &Work<'_>) -> Result<(), Trouble> {
    use crate::integrations::line::Closed;
    use cmis_connectors::platform::problem::Class;
    let effect = match Line::open(work.app, work.org, integration(work).await?).await? {
        Err(Closed::NeedsReconnect | Closed::Gone) => "needs_reconnect",
        Err(closed @ Closed::NoApp) => return Err(Trouble::Closed(closed)),
        Ok(mut line) => {
            let asked = line.ask(None, async |connector, tokens| connector.sign_in.identify(&tokens).await).await?;
            match asked {
                Ok(_) => "still_connected",
                Err(problem) if problem.class == Class::Revoked => "needs_reconnect",
                Err(problem) => return Err(Trouble::Platform(problem)),
            }
        }
    };
    commit(work.done(effect).await?).await
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
