//! Making campaign groups, campaigns and creatives. Checked first, then made whole; the answer is empty and names what was
//! made in a header.

use cmis_base::{money::Micros, platform::Platform};
use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    Ask, nodes,
    problem::{Problem, Told},
    restli::number,
    search, targeting,
};
use crate::{
    core::{answer::Answer, state::Desk},
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Goal, Kind, Status, Stops},
};

/// Campaign groups that an account holds at most, campaigns of a group, creatives of a campaign.
const MOST_GROUPS: usize = 2_000;
const MOST_CAMPAIGNS: usize = 2_000;
const MOST_CREATIVES: usize = 100;

/// Objectives of campaigns. Groups say one of them in the singular, as their page has it.
const OBJECTIVES: [&str; 7] = [
    "BRAND_AWARENESS",
    "ENGAGEMENT",
    "JOB_APPLICANTS",
    "LEAD_GENERATION",
    "VIDEO_VIEWS",
    "WEBSITE_CONVERSIONS",
    "WEBSITE_VISITS",
];
const OF_GROUPS: &str = "WEBSITE_VISIT";
const GROUP: [&str; 8] =
    ["account", "name", "status", "runSchedule", "totalBudget", "dailyBudget", "objectiveType", "budgetOptimization"];
const CAMPAIGN: [&str; 21] = [
    "account",
    "campaignGroup",
    "name",
    "type",
    "status",
    "objectiveType",
    "costType",
    "creativeSelection",
    "dailyBudget",
    "totalBudget",
    "unitCost",
    "runSchedule",
    "locale",
    "targetingCriteria",
    "offsiteDeliveryEnabled",
    "audienceExpansionEnabled",
    "optimizationTargetType",
    "pacingStrategy",
    "politicalIntent",
    "associatedEntity",
    "format",
];
/// What may be aimed at without a bid, and the objectives that it is for.
const AIMS: [(&str, &[&str]); 7] = [
    ("MAX_IMPRESSION", &["BRAND_AWARENESS"]),
    ("MAX_REACH", &["BRAND_AWARENESS"]),
    ("MAX_CLICK", &["ENGAGEMENT", "WEBSITE_VISITS", "WEBSITE_CONVERSIONS", "JOB_APPLICANTS"]),
    ("MAX_CONVERSION", &["WEBSITE_CONVERSIONS"]),
    ("MAX_VIDEO_VIEW", &["VIDEO_VIEWS"]),
    ("MAX_LEAD", &["LEAD_GENERATION"]),
    ("MAX_QUALIFIED_LEAD", &["LEAD_GENERATION"]),
];
/// What is aimed at with a bid or a cap.
const WITH_BIDS: [&str; 9] = [
    "NONE",
    "ENHANCED_CONVERSION",
    "TARGET_COST_PER_CLICK",
    "TARGET_COST_PER_IMPRESSION",
    "TARGET_COST_PER_VIDEO_VIEW",
    "CAP_COST_AND_MAXIMIZE_CLICKS",
    "CAP_COST_AND_MAXIMIZE_IMPRESSIONS",
    "CAP_COST_AND_MAXIMIZE_VIDEO_VIEWS",
    "CAP_COST_AND_MAXIMIZE_LEADS",
];
const CREATIVE: [&str; 3] = ["campaign", "content", "intendedStatus"];

/// The fields of a body.
pub struct Fields<'a>(pub &'a Map<String, Value>);

impl Fields<'_> {
    /// Refuses fields that the resource does not have.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Problem::unpermitted("REQUEST_BODY", name)),
            None => Ok(()),
        }
    }

    /// A text; none when it is not there.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(Problem::invalid(name, "is no text, or empty")),
        }
    }

    /// A text that has to be there.
    fn required(&self, name: &str) -> Result<&str, Problem> {
        self.text(name)?.ok_or_else(|| Problem::missing(name))
    }

    /// One of the words; none when it is not there.
    pub fn word(&self, name: &str, words: &[&str]) -> Result<Option<&str>, Problem> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if words.contains(&text) {
            return Ok(Some(text));
        }
        Err(Problem::invalid(name, format!("\"{}\" is not an enum symbol", text.chars().take(64).collect::<String>())))
    }

    /// A name, which has a length of at most so many letters.
    pub fn name(&self, longest: usize) -> Result<Option<&str>, Problem> {
        let name = self.text("name")?;
        match name {
            Some(name) if name.chars().count() > longest => {
                Err(Problem::invalid("name", format!("is longer than {longest} characters")))
            }
            name => Ok(name),
        }
    }

    /// An amount in micros: decimal text in the account's currency, and no part of its smallest coin.
    pub fn money(&self, name: &str, currency: &str, quantum: i64) -> Result<Option<i64>, Problem> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let wrong = |what: &str| Problem::invalid(name, what);
        let amount = value.get("amount").and_then(Value::as_str);
        let amount = amount.ok_or_else(|| wrong("amount is decimal text"))?;
        if value.get("currencyCode").and_then(Value::as_str) != Some(currency) {
            return Err(wrong("currencyCode is not the account's"));
        }
        let amount = Micros::parse(amount).map_err(|_| wrong("amount is no number"))?.0;
        match amount {
            ..=0 => Err(wrong("amount is too small")),
            amount if amount % quantum != 0 => Err(wrong("amount has too many decimal places")),
            amount => Ok(Some(amount)),
        }
    }

    /// `true` or `false`; none when it is not there.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Problem> {
        let flag = self.0.get(name).map(|value| value.as_bool().ok_or_else(|| Problem::invalid(name, "is no boolean")));
        flag.transpose()
    }

    /// A bid, which may be nothing where LinkedIn bids by itself.
    pub fn bid(&self, currency: &str, quantum: i64) -> Result<Option<i64>, Problem> {
        let amount = self.0.get("unitCost").and_then(|cost| cost.get("amount")).and_then(Value::as_str);
        match amount.map(Micros::parse) {
            Some(Ok(Micros(0))) => {
                let told = self.0.get("unitCost").and_then(|cost| cost.get("currencyCode"));
                match told.and_then(Value::as_str) {
                    Some(told) if told != currency => {
                        Err(Problem::invalid("unitCost", "currencyCode is not the account's"))
                    }
                    _ => Ok(Some(0)),
                }
            }
            _ => self.money("unitCost", currency, quantum),
        }
    }

    /// `{start, end}` in milliseconds, of which the end is later; the end, if there is one.
    pub fn schedule(&self, name: &str) -> Result<Option<Option<i64>>, Problem> {
        let Some(schedule) = self.0.get(name) else { return Ok(None) };
        let time = |part: &str| match schedule.get(part) {
            None => Ok(None),
            Some(value) => value
                .as_i64()
                .filter(|it| *it > 0)
                .map(Some)
                .ok_or_else(|| Problem::invalid(&format!("{name}/{part}"), "is no time in milliseconds")),
        };
        let start = time("start")?.ok_or_else(|| Problem::missing(&format!("{name}/start")))?;
        let end = time("end")?;
        if end.is_some_and(|end| end <= start) {
            return Err(Problem::invalid(&format!("{name}/end"), "is not after the start"));
        }
        Ok(Some(end))
    }

    /// Those that are there, as they are.
    pub fn kept(&self, names: &[&str]) -> Map<String, Value> {
        self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
    }
}

/// Whether budgets fit together: a group's own daily budget is one that is shared out, and what ends has an end.
pub fn check_group_budget(is_dynamic: bool, has_daily: bool, has_total: bool, has_end: bool) -> Result<(), Problem> {
    if has_daily && !is_dynamic {
        let message = "can only be set if budgetOptimization.budgetOptimizationStrategy is DYNAMIC";
        return Err(Problem::invalid("dailyBudget", message));
    }
    if has_total && !has_end {
        return Err(Problem::missing("runSchedule/end"));
    }
    Ok(())
}

/// `DYNAMIC`, or no optimization at all.
pub fn optimization(fields: &Fields<'_>) -> Result<bool, Problem> {
    let Some(optimization) = fields.0.get("budgetOptimization") else { return Ok(false) };
    match optimization.get("budgetOptimizationStrategy").and_then(Value::as_str) {
        Some("DYNAMIC") => Ok(true),
        _ => Err(Problem::invalid("budgetOptimization/budgetOptimizationStrategy", "is not an enum symbol")),
    }
}

/// 201, with the id in a header and in the address.
fn created(account: &str, kind: &str, id: &str, encoded: &str) -> Answer {
    super::empty(StatusCode::CREATED)
        .with("x-restli-id", id)
        .with("location", format!("/adAccounts/{account}/{kind}/{encoded}"))
}

/// Currency and smallest coin, in micros, of the account that a call is about; `account` in the body has to be the same.
fn purse(desk: &Desk<'_>, fields: &Fields<'_>, id: &str) -> Result<(&'static str, i64), Problem> {
    let account = search::account(desk, id)?;
    if number(fields.required("account")?, "sponsoredAccount") != Some(account.id) {
        return Err(Problem::invalid("account", "is not the account of the address"));
    }
    Ok((account.currency, account.quantum()))
}

fn account_mut<'a>(desk: &'a mut Desk<'_>, id: &str) -> Result<&'a mut Account, Problem> {
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let found = accounts.find(|it| it.platform == Platform::Linkedin && it.id.to_string() == id);
    found.ok_or_else(|| Problem::not_found(id))
}

fn full(what: &str) -> Problem {
    Problem::invalid(what, "There are too many of these already")
}

/// The statuses in which something may be made.
const NEW: [&str; 3] = ["ACTIVE", "PAUSED", "DRAFT"];

/// `POST …/adCampaignGroups`.
pub fn group(desk: &mut Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let body = ask.body()?;
    let fields = Fields(&body);
    fields.only(&GROUP)?;
    let (currency, quantum) = purse(desk, &fields, id)?;
    let name = fields.name(100)?.ok_or_else(|| Problem::missing("name"))?.to_owned();
    let status = fields.word("status", &NEW)?.ok_or_else(|| Problem::missing("status"))?;
    let objective = fields.word("objectiveType", &[OBJECTIVES.as_slice(), &[OF_GROUPS]].concat())?;
    let end = fields.schedule("runSchedule")?.ok_or_else(|| Problem::missing("runSchedule"))?;
    let (daily, total) =
        (fields.money("dailyBudget", currency, quantum)?, fields.money("totalBudget", currency, quantum)?);
    check_group_budget(optimization(&fields)?, daily.is_some(), total.is_some(), end.is_some())?;

    let (number, budget) =
        (desk.new_id(Platform::Linkedin, Kind::Campaign), desk.new_id(Platform::Linkedin, Kind::Budget));
    let goals = [Goal::Traffic, Goal::Leads, Goal::Sales, Goal::Awareness, Goal::Engagement];
    let goal = goals.into_iter().find(|goal| Some(nodes::objective(*goal)) == objective).unwrap_or(Goal::Traffic);
    let mut extra = fields.kept(&["runSchedule", "totalBudget", "budgetOptimization", "objectiveType"]);
    if objective.is_none() {
        // open to every objective: nothing is said
        extra.insert("objectiveType".to_owned(), Value::Null);
    }
    extra.insert(nodes::STATUS.to_owned(), status.into());
    extra.insert(nodes::CHANGED.to_owned(), desk.now.timestamp_millis().into());
    let made = desk.now.date_naive();
    let account = account_mut(desk, id)?;
    if account.campaigns.len() >= MOST_GROUPS {
        return Err(full("account"));
    }
    if let Some(daily) = daily {
        account.budgets.push(Budget::daily(budget, name.clone(), daily));
    }
    account.campaigns.push(Campaign {
        id: number,
        name,
        goal,
        status: nodes::status_of(status),
        budget: daily.map(|_| budget),
        plan: None,
        stops: Stops::default(),
        made,
        extra,
        sets: Vec::new(),
    });
    Ok(created(id, "adCampaignGroups", &number.to_string(), &number.to_string()))
}

/// What a campaign says by itself, whatever its group is.
fn checked(fields: &Fields<'_>, is_draft: bool) -> Result<(), Problem> {
    let kind = ("type", &["SPONSORED_UPDATES", "TEXT_AD", "SPONSORED_INMAILS", "DYNAMIC"][..]);
    for (name, words) in [
        kind,
        ("costType", &["CPM", "CPC", "CPV"]),
        ("politicalIntent", &["POLITICAL", "NOT_POLITICAL", "NOT_DECLARED"]),
    ] {
        fields.word(name, words)?.ok_or_else(|| Problem::missing(name))?;
    }
    fields.word("creativeSelection", &["ROUND_ROBIN", "OPTIMIZED"])?;
    fields.word("objectiveType", &OBJECTIVES)?;
    fields.flag("offsiteDeliveryEnabled")?.ok_or_else(|| Problem::missing("offsiteDeliveryEnabled"))?;
    fields.flag("audienceExpansionEnabled")?;
    let end = fields.schedule("runSchedule")?;
    if fields.word("pacingStrategy", &["LIFETIME", "ACCELERATED"])? == Some("LIFETIME") && end.flatten().is_none() {
        return Err(Problem::missing("runSchedule/end"));
    }
    let is_of_a_company = matches!(fields.word(kind.0, kind.1)?, Some("SPONSORED_UPDATES" | "DYNAMIC"));
    match fields.text("associatedEntity")? {
        None if is_of_a_company => return Err(Problem::missing("associatedEntity")),
        Some(urn) if number(urn, "organization").is_none() && !urn.starts_with("urn:li:person:") => {
            return Err(Problem::invalid("associatedEntity", "is the urn of no organization and no person"));
        }
        _ => {}
    }
    targeting::locale(fields.0.get("locale"))?;
    targeting::criteria(fields.0.get("targetingCriteria"), is_draft)
}

/// Whether a campaign fits into its group: its objective is the group's, and what it aims at is for that and for the group's way to bid.
fn fits(fields: &Fields<'_>, group: &Campaign) -> Result<(), Problem> {
    let above = match group.extra.get("objectiveType") {
        Some(objective) => objective.as_str(),
        None => Some(nodes::objective(group.goal)),
    };
    let plural = |word: &'static str| if word == OF_GROUPS { nodes::objective(Goal::Traffic) } else { word };
    let known = |word: &str| OBJECTIVES.iter().copied().chain([OF_GROUPS]).find(|it| *it == word).map(plural);
    let (own, above) = (fields.text("objectiveType")?.and_then(known), above.and_then(known));
    if own.is_some() && above.is_some() && own != above {
        return Err(Problem::invalid("objectiveType", "is not the objective of the campaign group"));
    }
    let aims: Vec<&str> = AIMS.iter().map(|(aim, _)| *aim).chain(WITH_BIDS).collect();
    let aim = fields.word("optimizationTargetType", &aims)?.unwrap_or("NONE");
    let found = AIMS.iter().find(|(known, _)| *known == aim);
    if let (Some((_, objectives)), Some(objective)) = (found, own.or(above))
        && !objectives.contains(&objective)
    {
        return Err(Problem::invalid("optimizationTargetType", format!("{aim} is not for {objective}")));
    }
    let bids = group.extra.get("budgetOptimization").and_then(|it| it.get("bidStrategy")).and_then(Value::as_str);
    if bids == Some("MAXIMUM_DELIVERY") && found.is_none() {
        return Err(Problem::invalid("optimizationTargetType", "is not the bid strategy of the campaign group"));
    }
    Ok(())
}

/// `POST …/adCampaigns`.
pub fn campaign(desk: &mut Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let body = ask.body()?;
    let fields = Fields(&body);
    fields.only(&CAMPAIGN)?;
    let (currency, quantum) = purse(desk, &fields, id)?;
    let name = fields.name(255)?.ok_or_else(|| Problem::missing("name"))?.to_owned();
    let parent = number(fields.required("campaignGroup")?, "sponsoredCampaignGroup");
    let status = fields.word("status", &NEW)?.ok_or_else(|| Problem::missing("status"))?;
    checked(&fields, status == "DRAFT")?;
    fields.bid(currency, quantum)?.ok_or_else(|| Problem::missing("unitCost"))?;
    let has_budget = fields.money("dailyBudget", currency, quantum)?.is_some()
        | fields.money("totalBudget", currency, quantum)?.is_some();

    let number = desk.new_id(Platform::Linkedin, Kind::Set);
    let mut extra = fields.kept(&CAMPAIGN);
    for name in ["account", "campaignGroup", "name", "status"] {
        extra.remove(name);
    }
    extra.insert(nodes::STATUS.to_owned(), status.into());
    extra.insert(nodes::CHANGED.to_owned(), desk.now.timestamp_millis().into());
    let group = account_mut(desk, id)?.campaigns.iter_mut().find(|it| Some(it.id) == parent);
    let group = group.filter(|it| it.status != Status::Removed);
    let group = group.ok_or_else(|| Problem::invalid("campaignGroup", "is no campaign group of the account"))?;
    if !has_budget && !nodes::is_dynamic(group) {
        return Err(Problem::missing("dailyBudget"));
    }
    fits(&fields, group)?;
    if group.sets.len() >= MOST_CAMPAIGNS {
        return Err(full("campaignGroup"));
    }
    let status = nodes::status_of(status);
    group.sets.push(AdSet { id: number, name, status, stops: Stops::default(), extra, ads: Vec::new() });
    Ok(created(id, "adCampaigns", &number.to_string(), &number.to_string()))
}

/// `POST …/creatives`.
pub fn creative(desk: &mut Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let body = ask.body()?;
    let fields = Fields(&body);
    fields.only(&CREATIVE)?;
    search::account(desk, id)?;
    let parent = number(fields.required("campaign")?, "sponsoredCampaign");
    let status = fields.word("intendedStatus", &NEW)?.ok_or_else(|| Problem::missing("intendedStatus"))?;
    let content = body.get("content").and_then(|content| content.get("reference")).and_then(Value::as_str);
    let content = content.ok_or_else(|| Problem::missing("content/reference"))?;
    if !["urn:li:share:", "urn:li:ugcPost:"].iter().any(|kind| content.starts_with(kind)) {
        return Err(Problem::invalid("content/reference", "is the urn of no post"));
    }
    let number = desk.new_id(Platform::Linkedin, Kind::Ad);
    let mut extra = fields.kept(&["content"]);
    extra.insert(nodes::STATUS.to_owned(), status.into());
    extra.insert(nodes::CHANGED.to_owned(), desk.now.timestamp_millis().into());
    let mut sets = account_mut(desk, id)?.campaigns.iter_mut().flat_map(|group| &mut group.sets);
    let set = sets.find(|it| Some(it.id) == parent && it.status != Status::Removed);
    let set = set.ok_or_else(|| Problem::invalid("campaign", "is no campaign of the account"))?;
    if set.ads.len() >= MOST_CREATIVES {
        return Err(full("campaign"));
    }
    let name = format!("Creative {number}");
    let status = nodes::status_of(status);
    set.ads.push(Ad { id: number, name, status, stops: Stops::default(), share: 0, extra });
    let urn = nodes::urn("sponsoredCreative", number);
    Ok(created(id, "creatives", &urn, &urn.replace(':', "%3A")))
}
