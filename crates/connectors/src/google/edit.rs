//! Changes: paused campaigns with a budget of their own, ad groups, names, states, budgets and days. Each is one mutate that happens whole or
//! not at all; what belongs to several campaigns is never touched.

use chrono_tz::Tz;
use cmis_base::money::Micros;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Google, ad_sets,
    call::{Customer, digits, is_id, unsure},
    dates::{end_from_wall, end_of_day, from_wall, start_of_day},
    values::Whole,
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::{Class, Problem},
};

/// Stand for the budget and the campaign while neither has an id.
const NEW_BUDGET: &str = "campaignBudgets/-1";
const NEW_CAMPAIGN: &str = "campaigns/-2";
/// The period of a budget for all days of a campaign.
const TOTAL: &str = "CUSTOM_PERIOD";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BudgetRow {
    campaign_budget: BudgetOfCampaign,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BudgetOfCampaign {
    resource_name: String,
    #[serde(default)]
    explicitly_shared: bool,
    #[serde(default)]
    reference_count: Whole,
    #[serde(default)]
    period: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DaysRow {
    campaign: DaysOfCampaign,
    #[serde(default)]
    campaign_budget: Period,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DaysOfCampaign {
    start_date_time: Option<String>,
    end_date_time: Option<String>,
}

#[derive(Default, Deserialize)]
struct Period {
    #[serde(default)]
    period: String,
}

impl DaysRow {
    fn read(&self, zone: Tz) -> Present {
        let at = |text: &Option<String>, read: fn(&str, Tz) -> _| read(text.as_deref()?, zone);
        Present {
            starts_at: at(&self.campaign.start_date_time, from_wall),
            ends_at: at(&self.campaign.end_date_time, end_from_wall),
            has_to_end: self.campaign_budget.period == TOTAL,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdRow {
    ad_group_ad: AdGroupAd,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdGroupAd {
    resource_name: String,
}

impl EditAds for Google {
    fn create_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewCampaign,
    ) -> Answer<'a, String> {
        Box::pin(async move {
            let customer = self.customer(account)?;
            let zone = zone(account)?;
            let amount = amount(new.budget)?;
            if matches!(amount, Amount::InAll(_)) {
                suits_total(new)?;
            }
            let mut budget = amount.fields();
            budget["resourceName"] = format!("customers/{}/{NEW_BUDGET}", customer.id).into();
            budget["deliveryMethod"] = "STANDARD".into();
            budget["explicitlyShared"] = false.into();
            let campaign = campaign_fields(customer, new, zone)?;
            let body = json!({ "mutateOperations": [
                { "campaignBudgetOperation": { "create": budget } },
                { "campaignOperation": { "create": campaign } },
            ] });
            let answer = self.mutate(tokens, customer, "googleAds:mutate", body).await?;
            let name =
                answer.pointer("/mutateOperationResponses/1/campaignResult/resourceName").and_then(Value::as_str);
            let id = name.and_then(|name| name.rsplit_once('/')).map(|(_, id)| id).filter(|id| is_id(id));
            id.map(str::to_owned).ok_or_else(|| unsure(Problem::unreadable("The new campaign's name is missing")))
        })
    }

    fn rename_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        id: &'a str,
        name: &'a str,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let customer = self.customer(account)?;
            let campaign = format!("customers/{}/campaigns/{}", customer.id, digits(id)?);
            let operation = update(json!({ "resourceName": campaign, "name": name }), "name");
            self.operate(tokens, customer, "campaigns:mutate", vec![operation]).await
        })
    }

    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn ad_set_needs(&self, objective: Objective) -> Option<Need> {
        match objective {
            Objective::Awareness => Some(Need::Bid),
            Objective::AppPromotion => Some(Need::App),
            _ => None,
        }
    }

    fn has_ad_set_budgets(&self) -> bool {
        false
    }

    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_ad_group(tokens, account, new))
    }

    /// Google has no [`Status::Archived`].
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        status: Status,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let customer = self.customer(account)?;
            let id = digits(id)?;
            let word = match status {
                Status::Active => Some("ENABLED"),
                Status::Paused => Some("PAUSED"),
                // a state that cannot be set, only reached
                Status::Deleted => None,
                Status::Archived => return Err(invalid("Google Ads has no archive: pause it or remove it")),
            };
            let (service, names) = match level {
                Level::Campaign => ("campaigns:mutate", vec![format!("customers/{}/campaigns/{id}", customer.id)]),
                Level::AdSet => ("adGroups:mutate", vec![format!("customers/{}/adGroups/{id}", customer.id)]),
                Level::Ad => ("adGroupAds:mutate", self.places_of_ad(tokens, customer, id).await?),
            };
            let operation = |name: String| match word {
                Some(word) => update(json!({ "resourceName": name, "status": word }), "status"),
                None => json!({ "remove": name }),
            };
            self.operate(tokens, customer, service, names.into_iter().map(operation).collect()).await
        })
    }

    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        budget: Budget,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let customer = self.customer(account)?;
            let id = digits(id)?;
            if level != Level::Campaign {
                return Err(invalid("In Google Ads only campaigns have budgets"));
            }
            let amount = amount(budget)?;
            let found = self.budget_of(tokens, customer, id).await?;
            if found.explicitly_shared || found.reference_count.0 > 1 {
                return Err(Problem::new(
                    Class::Invalid,
                    "shared_budget",
                    "Several campaigns share this budget: change it in Google Ads, or give the campaign one of its own",
                ));
            }
            if (found.period == TOTAL) != matches!(amount, Amount::InAll(_)) {
                return Err(invalid("Google Ads keeps a daily budget daily and a total one total"));
            }
            let mut fields = json!({ amount.field(): amount.micros().to_string() });
            fields["resourceName"] = found.resource_name.into();
            let operation = update(fields, amount.field());
            self.operate(tokens, customer, "campaignBudgets:mutate", vec![operation]).await
        })
    }

    fn levels_with_days(&self) -> &'static [Level] {
        &[Level::Campaign]
    }

    /// On whole days of the account, as Google has them.
    fn set_days<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        days: Days,
    ) -> Answer<'a, ()> {
        Box::pin(self.change_days(tokens, account, (level, id), days))
    }
}

impl Google {
    async fn operate(
        &self,
        tokens: &Tokens,
        customer: Customer<'_>,
        service: &str,
        operations: Vec<Value>,
    ) -> Result<(), Problem> {
        self.mutate(tokens, customer, service, json!({ "operations": operations })).await.map(drop)
    }

    /// Where an ad stands: its name holds its ad group. Old ads may stand in several.
    async fn places_of_ad(&self, tokens: &Tokens, customer: Customer<'_>, id: &str) -> Result<Vec<String>, Problem> {
        let query = format!("SELECT ad_group_ad.resource_name FROM ad_group_ad WHERE ad_group_ad.ad.id = {id}");
        let rows = self.search::<AdRow>(tokens, customer, &query, None).await?.items;
        if rows.is_empty() {
            return Err(Problem::new(Class::NotFound, "no_such_ad", "The account has no such ad"));
        }
        Ok(rows.into_iter().map(|row| row.ad_group_ad.resource_name).collect())
    }

    /// What runs already is asked first: told once more, the beginning of what has begun would be refused.
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, id): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        if level != Level::Campaign {
            return Err(without_days("In Google Ads only campaigns have days: change those of the campaign"));
        }
        let (customer, id, zone) = (self.customer(account)?, digits(id)?, zone(account)?);
        let query = format!(
            "SELECT campaign.start_date_time, campaign.end_date_time, campaign_budget.period FROM campaign \
             WHERE campaign.id = {id}"
        );
        let rows = self.search::<DaysRow>(tokens, customer, &query, None).await?.items;
        let row = rows.first().ok_or_else(no_campaign)?;
        // whole days, as they will be read again
        let whole = Days {
            starts_at: days.starts_at.and_then(|at| from_wall(&start_of_day(at, zone), zone)),
            ends_at: days.ends_at.and_then(|at| from_wall(&end_of_day(at, zone), zone)),
            ..days
        };
        let Some(change) = whole.change(row.read(zone))? else { return Ok(()) };
        let mut fields = json!({ "resourceName": format!("customers/{}/campaigns/{id}", customer.id) });
        let mut mask = Vec::new();
        if let Some(at) = change.starts_at {
            fields["startDateTime"] = start_of_day(at, zone).into();
            mask.push("startDateTime");
        }
        if let Some(ends) = change.ends_at {
            // named in the mask and not told, it is cleared
            if let Some(at) = ends {
                fields["endDateTime"] = end_of_day(at, zone).into();
            }
            mask.push("endDateTime");
        }
        self.operate(tokens, customer, "campaigns:mutate", vec![update(fields, &mask.join(","))]).await
    }

    async fn budget_of(&self, tokens: &Tokens, customer: Customer<'_>, id: &str) -> Result<BudgetOfCampaign, Problem> {
        let query = format!(
            "SELECT campaign_budget.resource_name, campaign_budget.explicitly_shared, \
             campaign_budget.reference_count, campaign_budget.period FROM campaign WHERE campaign.id = {id}"
        );
        let rows = self.search::<BudgetRow>(tokens, customer, &query, None).await?.items;
        let row = rows.into_iter().next().map(|row| row.campaign_budget);
        row.ok_or_else(no_campaign)
    }
}

/// What may be spent, which of the two kinds is settled when a budget is made.
#[derive(Clone, Copy)]
enum Amount {
    Daily(Micros),
    InAll(Micros),
}

impl Amount {
    fn field(self) -> &'static str {
        match self {
            Self::Daily(_) => "amountMicros",
            Self::InAll(_) => "totalAmountMicros",
        }
    }

    fn micros(self) -> i64 {
        match self {
            Self::Daily(amount) | Self::InAll(amount) => amount.0,
        }
    }

    fn fields(self) -> Value {
        let period = match self {
            Self::Daily(_) => "DAILY",
            Self::InAll(_) => TOTAL,
        };
        json!({ self.field(): self.micros().to_string(), "period": period })
    }
}

fn amount(budget: Budget) -> Result<Amount, Problem> {
    let amount = match budget {
        Budget { daily: Some(amount), lifetime: None } => Amount::Daily(amount),
        Budget { daily: None, lifetime: Some(amount) } => Amount::InAll(amount),
        _ => return Err(invalid("A Google campaign needs a daily or a total budget, and not both")),
    };
    if amount.micros() > 0 { Ok(amount) } else { Err(invalid("A budget is more than nothing")) }
}

/// What Google asks of a campaign with a total budget: an end, and a channel that has such budgets.
fn suits_total(new: &NewCampaign) -> Result<(), Problem> {
    match new.objective {
        Objective::Awareness => Err(invalid("A Google campaign of the display network has a daily budget only")),
        _ if new.ends_at.is_none() => {
            Err(invalid("A Google campaign with a total budget needs the day on which it ends"))
        }
        _ => Ok(()),
    }
}

/// The channel and the bids by which an objective is followed, so that [`super::objects`] reads it again; each can be made without
/// assets. An app campaign cannot: it is made for an app.
fn campaign_fields(customer: Customer<'_>, new: &NewCampaign, zone: Tz) -> Result<Value, Problem> {
    let (channel, bids) = match new.objective {
        Objective::Awareness => ("DISPLAY", "manualCpm"),
        Objective::Traffic => ("SEARCH", "targetSpend"),
        Objective::Engagement => ("DEMAND_GEN", "targetSpend"),
        Objective::Leads => ("SEARCH", "maximizeConversions"),
        Objective::Sales => ("SEARCH", "maximizeConversionValue"),
        Objective::AppPromotion => return Err(invalid("A campaign for an app has to be made in Google Ads")),
    };
    let mut fields = json!({
        "resourceName": format!("customers/{}/{NEW_CAMPAIGN}", customer.id),
        "name": new.name,
        "status": "PAUSED",
        "advertisingChannelType": channel,
        "campaignBudget": format!("customers/{}/{NEW_BUDGET}", customer.id),
        // Google makes none without this declaration
        "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
    });
    fields[bids] = json!({});
    if channel == "SEARCH" {
        fields["networkSettings"] =
            json!({ "targetGoogleSearch": true, "targetSearchNetwork": true, "targetContentNetwork": false });
    }
    if channel != "DEMAND_GEN" {
        // who is in a country, not who is interested in it too, which is what Google does unless told
        fields["geoTargetTypeSetting"] = json!({ "positiveGeoTargetType": "PRESENCE" });
    }
    if let Some(at) = new.starts_at {
        fields["startDateTime"] = start_of_day(at, zone).into();
    }
    if let Some(at) = new.ends_at {
        fields["endDateTime"] = end_of_day(at, zone).into();
    }
    Ok(fields)
}

fn zone(account: &AdAccount) -> Result<Tz, Problem> {
    account.time_zone.parse().map_err(|_| invalid("The account's time zone is unknown"))
}

fn no_campaign() -> Problem {
    Problem::new(Class::NotFound, "no_such_campaign", "The account has no such campaign")
}

fn update(fields: Value, mask: &str) -> Value {
    json!({ "update": fields, "updateMask": mask })
}

fn invalid(words: &str) -> Problem {
    Problem::new(Class::Invalid, "invalid", words)
}
