//! Insights: what may be asked, and rows in which every number is text. At once, or as a report made in the background.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use cmis_base::{money::Micros, platform::Platform};
use serde_json::{Map, Value, json};

use super::{
    Ask, fields, nodes, paging,
    problem::{Problem, Told},
    report::{Breakdown, Increment, Kept, Level, Of, Row, Want, ads, rows},
};
use crate::{
    core::{
        call,
        state::{Desk, Report},
    },
    world::{
        numbers::Numbers,
        split::Family,
        tree::{FIRST_DAY, Kind},
    },
};

const KNOWN: [&str; 32] = [
    "account_id",
    "account_name",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "adset_id",
    "adset_name",
    "ad_id",
    "ad_name",
    "objective",
    "impressions",
    "clicks",
    "spend",
    "reach",
    "frequency",
    "ctr",
    "cpc",
    "cpm",
    "cpp",
    "actions",
    "action_values",
    "cost_per_action_type",
    "inline_link_clicks",
    "purchase_roas",
    "video_p25_watched_actions",
    "date_start",
    "date_stop",
    "age",
    "gender",
    "country",
    "publisher_platform",
    "platform_position",
];

/// Reports that are kept.
const MOST: usize = 500;

/// `GET /{id}/insights`: of a node, or of a report that is complete.
pub fn answer(desk: &Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let report = id.parse().ok().and_then(|id: u64| desk.state.reports.get(&id));
    let Some(report) = report else { return of_node(desk, ask, ask, id) };
    if report.polls < 2 {
        return Err(Problem::invalid("The report is not complete yet"));
    }
    let params = call::Params(report.params.clone());
    of_node(desk, &Ask { call: ask.call, version: ask.version.clone(), params }, ask, &report.of)
}

/// `POST /{id}/insights`.
pub fn start(desk: &mut Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let node = nodes::find(desk, id).ok_or_else(|| Problem::missing(id))?;
    let want = want(desk, ask, &node)?;
    wanted_fields(ask)?;
    filters(ask)?;
    let days = (want.since, want.until);
    let account = node.account().id;
    let number = desk.new_id(Platform::Meta, Kind::Other);
    if desk.state.reports.len() >= MOST {
        desk.state.reports.pop_first();
    }
    let kept = ask.params.0.iter().filter(|(name, _)| !["access_token", "limit", "after"].contains(&name.as_str()));
    let report = Report { of: id.to_owned(), account, days, params: kept.cloned().collect(), polls: 0 };
    desk.state.reports.insert(number, report);
    Ok(json!({"report_run_id": number.to_string()}))
}

/// `GET /{report}`: further with every look; none if the id is no report's.
pub fn state(desk: &mut Desk<'_>, id: &str) -> Option<Value> {
    let report = desk.state.reports.get_mut(&id.parse().ok()?)?;
    report.polls = report.polls.saturating_add(1);
    let (status, percent) = if report.polls < 2 { ("Job Running", 50) } else { ("Job Completed", 100) };
    Some(json!({
        "id": id,
        "account_id": report.account.to_string(),
        "async_status": status,
        "async_percent_completion": percent,
        "date_start": report.days.0.to_string(),
        "date_stop": report.days.1.to_string(),
    }))
}

fn of_node(desk: &Desk<'_>, ask: &Ask<'_>, pages: &Ask<'_>, id: &str) -> Told {
    let node = nodes::find(desk, id).ok_or_else(|| Problem::missing(id))?;
    let want = want(desk, ask, &node)?;
    let asked = wanted_fields(ask)?;
    let keep = filters(ask)?;
    let made = desk.report(Platform::Meta, &identity(ask, id), || {
        let mut found = rows(desk, &node, &want, |of| keep.iter().all(|filter| filter.keeps_ad(of)));
        found.retain(|row| keep.iter().all(|filter| filter.keeps_row(row)));
        if let Some(sort) = ask.params.filled("sort") {
            sorted(&mut found, sort)?;
        }
        Ok(found.into_iter().map(|row| (key(&row, want.level), Kept::new(row))).collect())
    })?;
    let ads = ads(node.account());
    let say = |kept: &Kept| kept.row(&ads).map(|row| row_json(&row, &want, &asked)).unwrap_or_default();
    paging::page_of(pages, &made, say)
}

/// All that the rows of a report depend on, of what was asked: not the page, nor what is told of each.
fn identity(ask: &Ask<'_>, id: &str) -> String {
    let others = ["access_token", "appsecret_proof", "fields", "limit", "after", "before", "summary", "pretty"];
    let asked: Vec<_> = ask.params.0.iter().filter(|(name, _)| !others.contains(&name.as_str())).collect();
    format!("{id}:{asked:?}")
}

/// What a row is named by.
fn key(row: &Row<'_>, level: Level) -> String {
    let of = match level {
        Level::Account => row.of.account.id,
        Level::Campaign => row.of.campaign.id,
        Level::Set => row.of.set.id,
        Level::Ad => row.of.ad.id,
    };
    format!("{of}:{}:{}", row.start, row.labels.join("/"))
}

fn wanted_fields(ask: &Ask<'_>) -> Result<Vec<String>, Problem> {
    let asked = fields::parse(ask.params.filled("fields").unwrap_or("account_id,impressions,spend"))?;
    if let Some(unknown) = asked.iter().find(|field| !KNOWN.contains(&field.name.as_str())) {
        let name: String = unknown.name.chars().take(64).collect();
        return Err(Problem::invalid(format!("{name} is not valid for fields param.")));
    }
    Ok(asked.into_iter().map(|field| field.name).collect())
}

fn want(desk: &Desk<'_>, ask: &Ask<'_>, node: &nodes::Node<'_>) -> Result<Want, Problem> {
    let (account, own) = match node {
        nodes::Node::Account(account) => (*account, Level::Account),
        nodes::Node::Campaign(account, _) => (*account, Level::Campaign),
        nodes::Node::Set(account, ..) => (*account, Level::Set),
        nodes::Node::Ad(account, ..) => (*account, Level::Ad),
    };
    let level = match ask.params.filled("level") {
        None => own,
        Some("account") => Level::Account,
        Some("campaign") => Level::Campaign,
        Some("adset") => Level::Set,
        Some("ad") => Level::Ad,
        Some(_) => return Err(Problem::invalid("Param level must be one of {ad, adset, campaign, account}")),
    };
    let (since, until) = range(ask, desk.today(account))?;
    let increment = match ask.params.filled("time_increment") {
        None | Some("all_days") => Increment::All,
        Some("monthly") => Increment::Monthly,
        Some(text) => match text.parse::<i64>() {
            Ok(days) if (1..=90).contains(&days) => Increment::Days(days),
            _ => return Err(Problem::invalid("Param time_increment must be 1 to 90, monthly or all_days")),
        },
    };
    Ok(Want { level, since, until, increment, breakdown: breakdown(ask)? })
}

fn range(ask: &Ask<'_>, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let Some(text) = ask.params.filled("time_range") else {
        return preset(ask.params.filled("date_preset").unwrap_or("last_30d"), today);
    };
    let wrong = || Problem::invalid("Param time_range must have since and until as YYYY-MM-DD");
    let range: Value = serde_json::from_str(text).map_err(|_| wrong())?;
    let day = |name: &str| range.get(name).and_then(Value::as_str).and_then(call::day);
    let (Some(since), Some(until)) = (day("since"), day("until")) else { return Err(wrong()) };
    if since > until {
        return Err(Problem::invalid("The start date of the time range must be before its end date"));
    }
    if today.checked_sub_months(Months::new(37)).is_some_and(|oldest| since < oldest) {
        let message = "The start date of the time range cannot be beyond 37 months from the current date";
        return Err(Problem::invalid(message));
    }
    Ok((since, until.min(today.max(since))))
}

fn preset(name: &str, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let yesterday = today - TimeDelta::days(1);
    let first = today.with_day(1).unwrap_or(today);
    let quarter = first.with_month(first.month0() / 3 * 3 + 1).unwrap_or(first);
    let last = |days: i64| (today - TimeDelta::days(days), yesterday);
    Ok(match name {
        "today" => (today, today),
        "yesterday" => (yesterday, yesterday),
        "last_3d" => last(3),
        "last_7d" => last(7),
        "last_14d" => last(14),
        "last_28d" => last(28),
        "last_30d" => last(30),
        "last_90d" => last(90),
        "this_month" => (first, today),
        "last_month" => (first.checked_sub_months(Months::new(1)).unwrap_or(first), first - TimeDelta::days(1)),
        "this_quarter" => (quarter, today),
        "this_year" => (first.with_month(1).unwrap_or(first), today),
        "maximum" => (today.checked_sub_months(Months::new(37)).unwrap_or(FIRST_DAY), today),
        _ => return Err(Problem::invalid("Param date_preset is not a known preset")),
    })
}

fn breakdown(ask: &Ask<'_>) -> Result<Option<Breakdown>, Problem> {
    let Some(text) = ask.params.filled("breakdowns") else { return Ok(None) };
    let names: Vec<String> =
        serde_json::from_str(text).unwrap_or_else(|_| text.split(',').map(|name| name.trim().to_owned()).collect());
    let of = |name: &str| {
        Some(match name {
            "age" => (Family::AgeGender, "age", 0),
            "gender" => (Family::AgeGender, "gender", 1),
            "country" => (Family::Country, "country", 0),
            "publisher_platform" => (Family::Placement, "publisher_platform", 0),
            "platform_position" => (Family::Placement, "platform_position", 1),
            "device_platform" => (Family::Device, "device_platform", 0),
            "hourly_stats_aggregated_by_advertiser_time_zone" => {
                (Family::Hour, "hourly_stats_aggregated_by_advertiser_time_zone", 0)
            }
            _ => return None,
        })
    };
    let mut breakdown: Option<Breakdown> = None;
    for name in &names {
        let (family, name, place) =
            of(name).ok_or_else(|| Problem::invalid("Param breakdowns has an unknown value"))?;
        let asked = breakdown.get_or_insert(Breakdown { family, names: Vec::new() });
        if asked.family != family {
            return Err(Problem::invalid("Current combination of data breakdown columns is invalid"));
        }
        asked.names.push((name, place));
    }
    if breakdown.as_ref().is_some_and(|it| it.names.iter().all(|(name, _)| *name == "platform_position")) {
        return Err(Problem::invalid("Breakdown platform_position needs publisher_platform"));
    }
    Ok(breakdown)
}

/// One condition of `filtering`.
struct Filter {
    test: Test,
    operator: String,
}

/// What a condition looks at, and the values it compares with.
enum Test {
    /// A number of a row, in millionths.
    Number(fn(&Numbers) -> i64, Vec<i64>),
    /// The id of what an ad is in, or its own.
    Id(fn(&Of<'_>) -> u64, Vec<u64>),
}

fn filters(ask: &Ask<'_>) -> Result<Vec<Filter>, Problem> {
    let Some(text) = ask.params.filled("filtering") else { return Ok(Vec::new()) };
    let wrong = || Problem::invalid("Param filtering must be an array of {field, operator, value}");
    let filters: Vec<Value> = serde_json::from_str(text).map_err(|_| wrong())?;
    filters.iter().map(|filter| Filter::read(filter).ok_or_else(wrong)).collect()
}

impl Filter {
    fn read(filter: &Value) -> Option<Self> {
        let text = |name: &str| filter.get(name).and_then(Value::as_str);
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values: Vec<String> = match filter.get("value")? {
            Value::Array(values) => values.iter().map(plain).collect(),
            value => vec![plain(value)],
        };
        let operator = text("operator")?;
        let number = |of| {
            let values = values.iter().map(|value| Micros::parse(value).ok().map(|it| it.0));
            let is_known = ["GREATER_THAN", "LESS_THAN", "EQUAL", "NOT_EQUAL", "IN", "NOT_IN"].contains(&operator);
            Some(Test::Number(of, values.collect::<Option<_>>()?)).filter(|_| is_known)
        };
        let id = |of| {
            let is_known = ["EQUAL", "NOT_EQUAL", "IN", "NOT_IN"].contains(&operator);
            let values = values.iter().map(|value| value.parse().ok());
            Some(Test::Id(of, values.collect::<Option<_>>()?)).filter(|_| is_known)
        };
        let test = match text("field")? {
            "impressions" => number(|it| it.impressions.saturating_mul(1_000_000)),
            "clicks" => number(|it| it.clicks.saturating_mul(1_000_000)),
            "reach" => number(|it| it.reach.saturating_mul(1_000_000)),
            "spend" => number(|it| it.spend),
            "campaign.id" => id(|of| of.campaign.id),
            "adset.id" => id(|of| of.set.id),
            "ad.id" => id(|of| of.ad.id),
            _ => None,
        };
        Some(Self { test: test?, operator: operator.to_owned() })
    }

    /// Whether the ad's numbers count at all.
    fn keeps_ad(&self, of: &Of<'_>) -> bool {
        match &self.test {
            Test::Number(..) => true,
            Test::Id(id, values) => values.contains(&id(of)) != self.operator.starts_with("NOT"),
        }
    }

    /// Whether a row of sums is told.
    fn keeps_row(&self, row: &Row<'_>) -> bool {
        let Test::Number(number, values) = &self.test else { return true };
        let number = number(&row.numbers);
        match self.operator.as_str() {
            "GREATER_THAN" => values.iter().all(|value| number > *value),
            "LESS_THAN" => values.iter().all(|value| number < *value),
            "EQUAL" | "IN" => values.contains(&number),
            _ => !values.contains(&number),
        }
    }
}

/// `sort=spend_descending`, also as an array of one.
fn sorted(rows: &mut [Row<'_>], sort: &str) -> Result<(), Problem> {
    let sort = sort.trim_matches(['[', ']', '"']);
    let (field, is_descending) = match (sort.strip_suffix("_descending"), sort.strip_suffix("_ascending")) {
        (Some(field), _) => (field, true),
        (None, Some(field)) => (field, false),
        (None, None) => return Err(Problem::invalid("Param sort must end in _ascending or _descending")),
    };
    let key: fn(&Numbers) -> i64 = match field {
        "impressions" => |it| it.impressions,
        "clicks" => |it| it.clicks,
        "spend" => |it| it.spend,
        "reach" => |it| it.reach,
        _ => return Err(Problem::invalid("Param sort names a field that cannot be sorted by")),
    };
    rows.sort_by_key(|row| if is_descending { -key(&row.numbers) } else { key(&row.numbers) });
    Ok(())
}

/// `over × scale / under` with six places; none where there is nothing to divide by.
fn ratio(over: i64, scale: i64, under: i64) -> Option<Value> {
    if under == 0 {
        return None;
    }
    let micros = (i128::from(over) * i128::from(scale) * 1_000_000 + i128::from(under) / 2) / i128::from(under);
    Some(Value::from(format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)))
}

/// Money in units with the currency's own places: `12.34`, `1234`, `12.345`.
fn money(micros: i64, places: u32) -> Value {
    let minor = Micros(micros).to_minor(places).unwrap_or_default();
    if places == 0 {
        return minor.to_string().into();
    }
    let unit = 10_i64.pow(places);
    format!("{}.{:0width$}", minor / unit, minor % unit, width = places as usize).into()
}

fn row_json(row: &Row<'_>, want: &Want, asked: &[String]) -> Value {
    let mut said = Map::new();
    for field in asked {
        if let Some(value) = field_json(row, want.level, field) {
            said.insert(field.clone(), value);
        }
    }
    said.insert("date_start".to_owned(), row.start.to_string().into());
    said.insert("date_stop".to_owned(), row.stop.to_string().into());
    let names = want.breakdown.iter().flat_map(|breakdown| &breakdown.names);
    for ((name, _), label) in names.zip(&row.labels) {
        said.insert((*name).to_owned(), (*label).into());
    }
    Value::Object(said)
}

fn field_json(row: &Row<'_>, level: Level, field: &str) -> Option<Value> {
    let (of, numbers) = (&row.of, &row.numbers);
    let places = of.account.minor_places();
    let text = |number: i64| Some(Value::from(number.to_string()));
    let at = |least: Level, value: String| (level >= least).then(|| Value::from(value));
    let unit = 1_000_000;
    match field {
        "account_id" => Some(of.account.id.to_string().into()),
        "account_name" => Some(of.account.name.clone().into()),
        "account_currency" => Some(of.account.currency.into()),
        "campaign_id" => at(Level::Campaign, of.campaign.id.to_string()),
        "campaign_name" => at(Level::Campaign, of.campaign.name.clone()),
        "objective" => at(Level::Campaign, nodes::objective(of.campaign.goal).to_owned()),
        "adset_id" => at(Level::Set, of.set.id.to_string()),
        "adset_name" => at(Level::Set, of.set.name.clone()),
        "ad_id" => at(Level::Ad, of.ad.id.to_string()),
        "ad_name" => at(Level::Ad, of.ad.name.clone()),
        "impressions" => text(numbers.impressions),
        "clicks" | "inline_link_clicks" => text(numbers.clicks),
        "spend" => Some(money(numbers.spend, places)),
        "reach" => text(numbers.reach),
        "frequency" => ratio(numbers.impressions, 1, numbers.reach),
        "ctr" => ratio(numbers.clicks, 100, numbers.impressions),
        "cpc" => ratio(numbers.spend, 1, numbers.clicks.saturating_mul(unit)),
        "cpm" => ratio(numbers.spend, 1000, numbers.impressions.saturating_mul(unit)),
        "cpp" => ratio(numbers.spend, 1000, numbers.reach.saturating_mul(unit)),
        "actions" => list(numbers, |it| it.map(|(name, count)| (name, count.to_string().into()))),
        "cost_per_action_type" => list(numbers, |it| {
            it.and_then(|(name, count)| Some((name, ratio(numbers.spend, 1, count.saturating_mul(unit))?)))
        }),
        "action_values" => (numbers.value > 0).then(
            || json!([{"action_type": "offsite_conversion.fb_pixel_purchase", "value": money(numbers.value, places)}]),
        ),
        "purchase_roas" => ratio(numbers.value, 1, numbers.spend)
            .filter(|_| numbers.value > 0)
            .map(|value| json!([{"action_type": "omni_purchase", "value": value}])),
        "video_p25_watched_actions" => (numbers.video_views > 0)
            .then(|| json!([{"action_type": "video_view", "value": (numbers.video_views / 2).to_string()}])),
        _ => None,
    }
}

type Action = Option<(&'static str, i64)>;

/// What people did, as a list by type; none where nobody did anything.
fn list(numbers: &Numbers, say: impl Fn(Action) -> Option<(&'static str, Value)>) -> Option<Value> {
    let actions = [
        ("link_click", numbers.clicks),
        ("video_view", numbers.video_views),
        ("lead", numbers.leads),
        ("offsite_conversion.fb_pixel_purchase", numbers.conversions),
    ];
    let told = actions.into_iter().filter(|(_, count)| *count > 0).filter_map(|action| say(Some(action)));
    let told: Vec<Value> = told.map(|(name, value)| json!({"action_type": name, "value": value})).collect();
    (!told.is_empty()).then(|| told.into())
}
