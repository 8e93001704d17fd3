//! What rules see, kind by kind, and where they see nothing.

use chrono::{Days, NaiveDate};
use cmis_base::money::UNIT;

use super::{DAYS, DEFAULTS, Day, Facts, KINDS, Kind, Reading, read};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2026-11-21")
}

fn ahead(days: u64) -> NaiveDate {
    today() + Days::new(days)
}

fn back(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

fn on(day: NaiveDate, spend: i64) -> Day {
    Day { day, spend: spend * UNIT, impressions: 0, clicks: 0, conversions: None, revenue: None }
}

/// A campaign of 1,000 over 20 days, of which 10 are over, today not among them: 50 a day, nothing today.
fn even() -> Facts {
    Facts {
        currency: "SAR".into(),
        budget: Some(1000 * UNIT),
        is_daily: false,
        starts_on: Some(back(10)),
        ends_on: Some(ahead(9)),
        today: today(),
        spent: 500 * UNIT,
        days: (1..=10).rev().map(|n| on(back(n), 50)).collect(),
    }
}

/// The same with the last week's days at another spend each.
fn at(spend: i64) -> Facts {
    let days: Vec<Day> = (1..=10).rev().map(|n| on(back(n), if n <= 7 { spend } else { 50 })).collect();
    Facts { spent: days.iter().map(|day| day.spend).sum(), days, ..even() }
}

fn seen(kind: Kind, facts: &Facts) -> Reading {
    read(kind, facts).unwrap_or_else(|| panic!("{kind:?} sees nothing in {facts:?}"))
}

#[test]
fn words_are_those_of_the_contract() {
    assert_eq!(Kind::ALL.map(Kind::as_str), KINDS);
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(Kind::parse("sentiment"), None);
    let (kind, thresholds) = DEFAULTS[0];
    assert_eq!((kind, thresholds), (Kind::Budget, &[80_000_000, 90_000_000, 100_000_000][..]));
    assert_eq!(DAYS, 16);
}

#[test]
fn each_kind_has_its_side() {
    for (kind, value, threshold, is_crossed) in [
        (Kind::Budget, 80, 80, true),
        (Kind::Budget, 79, 80, false),
        (Kind::Pacing, 20, 20, false),
        (Kind::Pacing, 21, 20, true),
        (Kind::Pacing, -21, 20, true),
        (Kind::Pacing, -20, 20, false),
        (Kind::Cpa, 10, 10, false),
        (Kind::Cpa, 11, 10, true),
        (Kind::Roas, 2, 2, false),
        (Kind::Roas, 1, 2, true),
        (Kind::Ctr, 1, 1, false),
        (Kind::Ctr, 0, 1, true),
        (Kind::SpendSpike, 50, 50, false),
        (Kind::SpendSpike, 51, 50, true),
        (Kind::SpendSpike, -90, 50, false),
    ] {
        assert_eq!(kind.is_crossed(value, threshold), is_crossed, "{kind:?} {value} {threshold}");
    }
    assert!(Kind::Budget.is_further(90, 80) && !Kind::Budget.is_further(80, 80));
    assert!(Kind::Roas.is_further(1, 2) && !Kind::Roas.is_further(2, 1));
}

#[test]
fn a_budget_is_spent_by_so_much_and_never_looks_more_spent_than_it_is() {
    let half = seen(Kind::Budget, &even());
    assert_eq!((half.value, half.proposed), (50 * UNIT, None), "it will do until the end");
    assert_eq!(half.evidence.projected_spend, Some(1000 * UNIT));
    assert_eq!(
        (half.evidence.spend, half.evidence.budget, half.evidence.is_daily),
        (500 * UNIT, Some(1000 * UNIT), false)
    );
    let nearly = Facts { spent: 1000 * UNIT - 1, ..even() };
    assert_eq!(seen(Kind::Budget, &nearly).value, 99_990_000);
    assert_eq!(seen(Kind::Budget, &Facts { spent: 1000 * UNIT, ..even() }).value, 100 * UNIT);
    assert_eq!(seen(Kind::Budget, &Facts { spent: 0, days: Vec::new(), ..even() }).value, 0);
}

#[test]
fn no_budget_is_never_spent() {
    for budget in [None, Some(0), Some(-5)] {
        let facts = Facts { budget, ..even() };
        assert_eq!((read(Kind::Budget, &facts), read(Kind::Pacing, &facts)), (None, None), "{budget:?}");
        let daily = Facts { is_daily: true, ..facts };
        assert_eq!((read(Kind::Budget, &daily), read(Kind::Pacing, &daily)), (None, None), "{budget:?}");
    }
}

#[test]
fn what_will_be_spent_goes_on_as_the_last_week_did() {
    // 3 × 50 + 7 × 80, then 80 today and on each of nine days
    let fast = seen(Kind::Pacing, &at(80));
    assert_eq!(fast.evidence.projected_spend, Some((150 + 560 + 800) * UNIT));
    assert_eq!((fast.value, fast.proposed), (51 * UNIT, Some(1510 * UNIT)));
    // 710 yesterday, 790 tonight, then 870, 950, 1030
    assert_eq!(fast.evidence.runs_out_on, Some(ahead(3)));
    let slow = seen(Kind::Pacing, &at(10));
    assert_eq!((slow.value, slow.proposed), (-68 * UNIT, Some(320 * UNIT)));
    assert_eq!(slow.evidence.runs_out_on, None, "it does not");
    let exact = seen(Kind::Pacing, &even());
    assert_eq!((exact.value, exact.evidence.runs_out_on), (0, None), "on the last day is not before the end");
}

#[test]
fn today_counts_with_what_it_has_or_with_a_day_whichever_is_more() {
    let mut facts = at(80);
    for (today_spent, projected) in [(30, 1510), (80, 1510), (200, 1630)] {
        facts.days.retain(|day| day.day < today());
        facts.days.push(on(today(), today_spent));
        facts.spent = (710 + today_spent) * UNIT;
        assert_eq!(seen(Kind::Pacing, &facts).evidence.projected_spend, Some(projected * UNIT), "{today_spent}");
    }
    // an account further east has tomorrow already
    facts.days.push(on(ahead(1), 10));
    facts.spent += 10 * UNIT;
    assert_eq!(seen(Kind::Pacing, &facts).evidence.projected_spend, Some(1640 * UNIT));
}

#[test]
fn on_the_last_day_only_today_is_left_and_after_it_nothing() {
    let last = Facts { ends_on: Some(today()), ..at(80) };
    let seen_last = seen(Kind::Pacing, &last);
    assert_eq!((seen_last.evidence.projected_spend, seen_last.value), (Some(790 * UNIT), -21 * UNIT));
    let one_left = Facts { ends_on: Some(ahead(1)), ..at(80) };
    assert_eq!(seen(Kind::Pacing, &one_left).evidence.projected_spend, Some(870 * UNIT));
    let over = Facts { ends_on: Some(back(1)), ..at(80) };
    assert_eq!(read(Kind::Pacing, &over), None);
    let spent = seen(Kind::Budget, &over);
    assert_eq!((spent.value, spent.evidence.projected_spend), (71 * UNIT, Some(710 * UNIT)));
}

#[test]
fn without_an_end_nothing_is_projected_but_the_day_that_the_money_is_gone() {
    let endless = Facts { ends_on: None, ..at(80) };
    assert_eq!(read(Kind::Pacing, &endless), None);
    let seen_budget = seen(Kind::Budget, &endless);
    assert_eq!((seen_budget.value, seen_budget.evidence.projected_spend), (71 * UNIT, None));
    assert_eq!(seen_budget.evidence.runs_out_on, Some(ahead(3)));
    assert_eq!(seen_budget.proposed, Some(1200 * UNIT), "a fifth more where nothing says how much");
}

#[test]
fn what_would_answer_a_spent_budget_is_what_it_will_come_to() {
    assert_eq!(seen(Kind::Budget, &at(80)).proposed, Some(1510 * UNIT));
    let gone = Facts { spent: 1000 * UNIT, ..even() };
    let gone = seen(Kind::Budget, &gone);
    assert_eq!((gone.proposed, gone.evidence.runs_out_on), (Some(1500 * UNIT), Some(today())));
    // spent, and nothing went on: a fifth more than the larger of both
    let still = Facts { spent: 1100 * UNIT, days: vec![on(back(9), 1100)], ends_on: None, ..even() };
    assert_eq!(seen(Kind::Budget, &still).proposed, Some(1320 * UNIT));
    // rounded up to a whole unit, and never more than a budget may be
    let odd = Facts { spent: 1000 * UNIT + 1, ends_on: None, starts_on: Some(back(1)), ..even() };
    assert_eq!(seen(Kind::Budget, &odd).proposed, Some(1201 * UNIT));
    let huge = 1_000_000_000 * UNIT;
    let huge = Facts { budget: Some(huge), spent: huge, ends_on: None, ..even() };
    assert_eq!(seen(Kind::Budget, &huge).proposed, None);
}

#[test]
fn too_few_days_say_nothing_of_those_to_come() {
    for (began, is_told) in [(0, false), (2, false), (3, true), (10, true)] {
        let facts = Facts { starts_on: Some(back(began)), ..even() };
        assert_eq!(read(Kind::Pacing, &facts).is_some(), is_told, "{began}");
    }
    assert_eq!(read(Kind::Pacing, &Facts { starts_on: Some(ahead(2)), ..even() }), None, "it has not begun");
    // one that was found at a platform began when its numbers did
    let found = Facts { starts_on: None, days: vec![on(back(2), 50), on(back(1), 50)], ..even() };
    assert_eq!(read(Kind::Pacing, &found), None);
    let found = Facts { starts_on: None, ..even() };
    assert_eq!(seen(Kind::Pacing, &found).value, 0);
    assert_eq!(read(Kind::Pacing, &Facts { starts_on: None, days: Vec::new(), ..even() }), None);
    // a day without numbers is one on which nothing was spent
    let gaps = Facts { days: vec![on(back(7), 70)], spent: 70 * UNIT, ..even() };
    assert_eq!(seen(Kind::Pacing, &gaps).evidence.projected_spend, Some((70 + 10 * 10) * UNIT));
}

#[test]
fn nothing_spent_is_no_reason_for_a_budget_of_nothing() {
    let still = Facts { spent: 0, days: Vec::new(), ..even() };
    let still = seen(Kind::Pacing, &still);
    assert_eq!((still.value, still.proposed, still.evidence.runs_out_on), (-100 * UNIT, None, None));
}

#[test]
fn a_daily_budget_is_that_of_all_its_days() {
    let daily = |spend| Facts { is_daily: true, budget: Some(50 * UNIT), ..at(spend) };
    let even = seen(Kind::Budget, &daily(50));
    assert_eq!((even.value, even.evidence.budget_in_all), (50 * UNIT, Some(1000 * UNIT)));
    assert_eq!((even.evidence.is_daily, even.evidence.budget, even.proposed), (true, Some(50 * UNIT), None));
    assert_eq!(seen(Kind::Budget, &daily(80)).proposed, Some(80 * UNIT), "a day's");
    let pace = seen(Kind::Pacing, &daily(80));
    assert_eq!((pace.value, pace.proposed), (60 * UNIT, Some(80 * UNIT)));
    assert_eq!(pace.evidence.projected_spend, Some(1510 * UNIT));
    let slow = seen(Kind::Pacing, &daily(25));
    assert_eq!((slow.value, slow.proposed), (-50 * UNIT, Some(25 * UNIT)));
    // without an end there is no whole that could be spent, and the pace shows all the same
    for endless in [Facts { ends_on: None, ..daily(80) }, Facts { starts_on: None, ends_on: None, ..daily(80) }] {
        assert_eq!(read(Kind::Budget, &endless), None);
        let pace = seen(Kind::Pacing, &endless);
        assert_eq!((pace.value, pace.evidence.projected_spend, pace.evidence.budget_in_all), (60 * UNIT, None, None));
    }
    let reversed = Facts { starts_on: Some(ahead(20)), ..daily(50) };
    assert_eq!(read(Kind::Budget, &reversed), None);
}

/// A week and what lies around it, which must not count.
fn week(of: impl Fn(&mut Day)) -> Facts {
    let mut days: Vec<Day> = (0..=8).rev().map(|n| on(back(n), 10)).collect();
    for day in &mut days {
        day.impressions = 1000;
        of(day);
    }
    days[0].spend = 999 * UNIT;
    days[8].spend = 999 * UNIT;
    Facts { days, ..even() }
}

#[test]
fn a_conversion_costs_what_the_week_cost() {
    let facts = week(|day| day.conversions = Some(2 * UNIT));
    let cpa = seen(Kind::Cpa, &facts);
    assert_eq!((cpa.value, cpa.evidence.spend), (5 * UNIT, 70 * UNIT));
    assert_eq!((cpa.evidence.from, cpa.evidence.to, cpa.proposed), (Some(back(7)), Some(back(1)), None));
    let third = week(|day| day.conversions = Some(3 * UNIT));
    assert_eq!(seen(Kind::Cpa, &third).value, 3_333_333);
    // without any, the first one costs more than all that was spent
    let none = week(|day| day.conversions = Some(0));
    assert_eq!(seen(Kind::Cpa, &none).value, 70 * UNIT);
    assert_eq!(read(Kind::Cpa, &week(|_| {})), None, "not counted is not none");
    let free = week(|day| (day.spend, day.conversions) = (0, Some(UNIT)));
    assert_eq!(read(Kind::Cpa, &free), None);
    // of days that are partly counted, those that are
    let partly = week(|day| day.conversions = (day.day == back(3)).then_some(7 * UNIT));
    assert_eq!(seen(Kind::Cpa, &partly).value, 10 * UNIT);
    assert_eq!(read(Kind::Cpa, &Facts { days: Vec::new(), ..even() }), None);
}

#[test]
fn revenue_over_spend() {
    assert_eq!(seen(Kind::Roas, &week(|day| day.revenue = Some(25 * UNIT))).value, 2_500_000);
    assert_eq!(seen(Kind::Roas, &week(|day| day.revenue = Some(0))).value, 0);
    assert_eq!(seen(Kind::Roas, &week(|day| day.revenue = Some(19_999_999))).value, 1_990_000, "down");
    assert_eq!(read(Kind::Roas, &week(|_| {})), None);
    assert_eq!(read(Kind::Roas, &week(|day| (day.spend, day.revenue) = (0, Some(UNIT)))), None);
}

#[test]
fn clicks_of_enough_impressions() {
    assert_eq!(seen(Kind::Ctr, &week(|day| day.clicks = 15)).value, 1_500_000);
    assert_eq!(seen(Kind::Ctr, &week(|_| {})).value, 0);
    let few = |shown: i64| week(move |day| (day.impressions, day.clicks) = (shown, 0));
    assert_eq!(read(Kind::Ctr, &few(142)), None);
    assert_eq!(seen(Kind::Ctr, &few(143)).value, 0);
}

#[test]
fn yesterday_is_compared_with_the_middle_of_the_days_before() {
    let spends = |yesterday: i64, before: &dyn Fn(u64) -> i64| {
        let mut days: Vec<Day> = (2..=15).rev().map(|n| on(back(n), before(n))).collect();
        days.push(on(back(1), yesterday));
        days.push(on(today(), 10_000));
        Facts { starts_on: None, days, ..even() }
    };
    let spike = seen(Kind::SpendSpike, &spends(90, &|_| 60));
    assert_eq!((spike.value, spike.evidence.spend), (50 * UNIT, 90 * UNIT));
    assert_eq!((spike.evidence.from, spike.evidence.to), (Some(back(1)), Some(back(1))));
    assert_eq!(seen(Kind::SpendSpike, &spends(30, &|_| 60)).value, -50 * UNIT);
    // one day that was large moves the middle by nothing
    assert_eq!(seen(Kind::SpendSpike, &spends(90, &|n| if n == 5 { 9_000 } else { 60 })).value, 50 * UNIT);
    // of an even number the mean of the two in the middle: 8 and 9 of 2..=15
    assert_eq!(seen(Kind::SpendSpike, &spends(17, &|n| i64::try_from(n).expect("small"))).value, 100 * UNIT);
    assert_eq!(read(Kind::SpendSpike, &spends(90, &|_| 0)), None, "nothing to compare with");
    assert_eq!(seen(Kind::SpendSpike, &spends(0, &|_| 60)).value, -100 * UNIT);
    // days before it began are none of its own, and too few of them are no measure
    let began = |days: u64| Facts { starts_on: Some(back(days)), ..spends(90, &|n| if n <= days { 60 } else { 0 }) };
    assert_eq!(seen(Kind::SpendSpike, &began(8)).value, 50 * UNIT);
    assert_eq!(read(Kind::SpendSpike, &began(7)), None);
}

#[test]
fn no_number_is_too_large() {
    let most = i64::MAX;
    let days: Vec<Day> = (0..=15)
        .rev()
        .map(|n| Day {
            day: back(n),
            spend: most / 16,
            impressions: most / 16,
            clicks: most / 16,
            conversions: Some(1),
            revenue: Some(most / 16),
        })
        .collect();
    let facts = Facts { budget: Some(1), spent: most, days, ..even() };
    for kind in Kind::ALL {
        let _ = read(kind, &facts);
        let _ = read(kind, &Facts { is_daily: true, budget: Some(most), ..facts.clone() });
    }
    assert_eq!(read(Kind::Budget, &facts), None, "cannot be held");
}
