//! Caps whatever is asked for in whatever order.

use chrono::{Days, NaiveDate};
use cmis_base::{id::Id, money::Micros};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Budget, Excess, Limit, Policy, Refusal, Spent};

const CURRENCY: &str = "SAR";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

fn on(day: u64) -> NaiveDate {
    today() + Days::new(day)
}

fn id(number: u128) -> Id<cmis_base::id::Campaign> {
    Id::new(Uuid::from_u128(number))
}

fn budget(number: u128, daily: Option<i64>, lifetime: Option<i64>, days: (u64, Option<u64>)) -> Budget {
    Budget {
        campaign_id: id(number),
        runs: false,
        currency: CURRENCY.to_owned(),
        is_daily: daily.is_some(),
        amount: daily.or(lifetime).unwrap_or(0),
        unmade: 0,
        spent: 0,
        spent_today: 0,
        start_date: Some(on(days.0)),
        end_date: days.1.map(on),
    }
}

fn policy(daily: Option<i64>, lifetime: Option<i64>, budgets: Vec<Budget>) -> Policy {
    spending(daily, lifetime, budgets, (0, 0))
}

fn spending(daily: Option<i64>, lifetime: Option<i64>, budgets: Vec<Budget>, (of_today, ever): (i64, i64)) -> Policy {
    let limit = Limit {
        currency: CURRENCY.to_owned(),
        daily_cap_micros: daily,
        lifetime_cap_micros: lifetime,
        counted_from: today(),
        approval_above_micros: None,
        version: 1,
        updated_at: chrono::DateTime::UNIX_EPOCH,
    };
    let spent = Spent { currency: CURRENCY.to_owned(), today: of_today, ever };
    Policy::new(false, vec![limit], budgets, vec![spent], today())
}

#[test]
fn what_does_not_run_on_the_same_days_does_not_add_up() {
    let weeks = vec![
        budget(1, Some(60), None, (0, Some(6))),
        budget(2, Some(60), None, (7, Some(13))),
        budget(3, Some(50), None, (5, Some(8))),
    ];
    let mut policy = policy(Some(100), None, weeks);
    assert_eq!(policy.take(id(1), CURRENCY, None), Ok(()));
    assert_eq!(policy.take(id(2), CURRENCY, None), Ok(()), "its week comes after");
    let excess = Excess { currency: CURRENCY.to_owned(), cap: Micros(100), taken: Micros(60), asked: Micros(50) };
    assert_eq!(policy.take(id(3), CURRENCY, None), Err(Refusal::Daily(excess)));
    assert_eq!(policy.take(id(3), CURRENCY, Some(Micros(40))), Ok(()), "with a smaller budget it fits");
}

#[test]
fn a_whole_budget_counts_for_what_is_left_of_it() {
    let mut half = budget(1, None, Some(1000), (0, Some(9)));
    half.spent = 500;
    let commitment = half.commitment(today());
    assert_eq!((commitment.daily, commitment.ahead), (50, 500));
    half.end_date = None;
    assert_eq!(half.commitment(today()).daily, 500, "without an end it may go on one day");
    half.spent = 2000;
    assert_eq!(half.commitment(today()).ahead, 0);
}

#[test]
fn what_was_spent_counts_for_the_lifetime() {
    let asks = || vec![budget(1, None, Some(400), (0, Some(9)))];
    let mut policy = spending(None, Some(1000), asks(), (0, 700));
    let excess = Excess { currency: CURRENCY.to_owned(), cap: Micros(1000), taken: Micros(700), asked: Micros(400) };
    assert_eq!(policy.take(id(1), CURRENCY, None), Err(Refusal::Lifetime(excess)));
    let mut policy = spending(None, Some(1000), asks(), (0, 600));
    assert_eq!(policy.take(id(1), CURRENCY, None), Ok(()));
}

#[test]
fn a_currency_without_a_cap_is_no_way_around_one() {
    let other = Budget { currency: "USD".to_owned(), ..budget(1, Some(1), None, (0, None)) };
    let mut capped = policy(Some(100), None, vec![other.clone()]);
    assert_eq!(capped.take(id(1), "USD", None), Err(Refusal::NoCap("USD".to_owned())));
    let mut free = policy(None, None, vec![other]);
    assert_eq!(free.take(id(1), "USD", None), Ok(()), "without any cap there is nothing to go around");
    free.is_stopped = true;
    assert_eq!(free.take(id(1), "USD", None), Err(Refusal::Stopped));
}

#[test]
fn what_is_spent_today_is_not_there_twice_and_not_forgotten() {
    // somebody pauses what has spent 80 and wants 50 of another one, or the same again
    let rested = || Budget { spent_today: 80, ..budget(1, Some(80), None, (0, None)) };
    let asks = |amount| vec![rested(), budget(2, Some(amount), None, (0, None))];
    let excess = Excess { currency: CURRENCY.to_owned(), cap: Micros(100), taken: Micros(80), asked: Micros(50) };
    assert_eq!(spending(Some(100), None, asks(50), (80, 80)).take(id(2), CURRENCY, None), Err(Refusal::Daily(excess)));
    assert_eq!(spending(Some(100), None, asks(20), (80, 80)).take(id(2), CURRENCY, None), Ok(()));
    let mut again = spending(Some(100), None, asks(20), (80, 80));
    assert_eq!((again.take(id(1), CURRENCY, None), again.take(id(2), CURRENCY, None)), (Ok(()), Ok(())));
    assert!(again.take(id(2), CURRENCY, Some(Micros(21))).is_err());
    // a cap that is used up lets nothing begin today, and what begins tomorrow does
    let mut used = spending(Some(100), None, vec![rested(), budget(2, Some(50), None, (1, None))], (100, 100));
    assert!(used.take(id(1), CURRENCY, None).is_err());
    assert_eq!(used.take(id(2), CURRENCY, None), Ok(()));
}

#[test]
fn what_nobody_knows_may_not_run_where_caps_are() {
    let mut capped = policy(Some(100), None, Vec::new());
    assert_eq!(capped.take(id(1), CURRENCY, None), Err(Refusal::Unknown));
    assert_eq!(policy(None, None, Vec::new()).take(id(1), CURRENCY, None), Ok(()));
}

proptest! {
    /// Whatever is asked for in whatever order: on no day is more committed than the cap, and never more in all.
    #[test]
    fn caps_hold(
        asked in proptest::collection::vec((0_u64..40, 0_u64..40, any::<bool>(), 1_i64..5_000, 0_i64..6_000, any::<bool>()), 1..30),
        (daily, lifetime) in (0_i64..20_000, 0_i64..200_000),
        spent in 0_i64..50_000,
    ) {
        let budgets: Vec<Budget> = asked
            .iter()
            .zip(1_u128..)
            .map(|(&(start, days, ends, amount, spent, is_daily), number)| {
                let of = budget(number, is_daily.then_some(amount), (!is_daily).then_some(amount), (start, ends.then_some(start + days)));
                Budget { spent: if is_daily { 0 } else { spent }, ..of }
            })
            .collect();
        let mut policy = spending(Some(daily), Some(lifetime), budgets.clone(), (0, spent));
        let mut refused = 0;
        for one in &budgets {
            refused += usize::from(policy.take(one.campaign_id, CURRENCY, None).is_err());
        }
        let runs: Vec<_> = policy.budgets.values().flatten().filter(|it| it.runs).map(|it| it.commitment(today())).collect();
        prop_assert_eq!(runs.len() + refused, budgets.len());
        for day in 0..100 {
            let day = on(day);
            let sum: i128 = runs.iter().filter(|it| it.from <= day && it.to.is_none_or(|to| day <= to)).map(|it| it.daily).sum();
            prop_assert!(sum <= i128::from(daily), "{sum} on {day}");
        }
        let most = (0..100).map(|day| runs.iter().filter(|it| it.from <= on(day) && it.to.is_none_or(|to| on(day) <= to)).map(|it| it.daily).sum::<i128>()).max();
        prop_assert_eq!(Some(policy.most_ever(CURRENCY)), most);
        prop_assert!(runs.is_empty() || i128::from(spent) + runs.iter().map(|it| it.ahead).sum::<i128>() <= i128::from(lifetime));
    }
}
