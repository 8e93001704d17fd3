//! What follows of what is known: firing once, staying quiet, coming back.

use chrono::NaiveDate;
use cmis_base::{
    id::{AlertRule, Campaign, Id, Ids},
    money::UNIT,
};
use sqlx::types::Json;

use super::{Decided, Fired, Rule, Standing, decide};
use crate::alerts::rules::{Facts, Kind, read};

struct World {
    ids: Ids,
    campaign: Id<Campaign>,
    rules: Vec<Rule>,
    standing: Vec<Standing>,
}

impl World {
    /// One campaign with a budget of 1,000, and the rule that everybody begins with.
    fn new() -> Self {
        let ids = Ids::system();
        let campaign = ids.next();
        let mut world = Self { ids, campaign, rules: Vec::new(), standing: Vec::new() };
        world.rule(Kind::Budget, None, &[80, 90, 100]);
        world
    }

    fn rule(&mut self, kind: Kind, campaign_id: Option<Id<Campaign>>, thresholds: &[i64]) -> Id<AlertRule> {
        let id = self.ids.next();
        let thresholds = thresholds.iter().map(|it| it * UNIT).collect();
        self.rules.push(Rule { id, kind: kind.as_str().into(), campaign_id, thresholds, is_enabled: true });
        id
    }

    fn facts(spent: i64) -> Facts {
        Facts {
            currency: "SAR".into(),
            budget: Some(1000 * UNIT),
            is_daily: false,
            starts_on: None,
            ends_on: None,
            today: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day"),
            spent: spent * UNIT,
            days: Vec::new(),
        }
    }

    fn decide(&self, spent: i64) -> Decided {
        decide(&self.rules, &[(self.campaign, "Summer".into(), Self::facts(spent))], &self.standing, &self.ids)
    }

    /// Decides, and keeps what was decided as the database does.
    fn look(&mut self, spent: i64) -> Decided {
        let decided = self.decide(spent);
        self.standing.retain(|alert| !decided.back.contains(&alert.id.raw()));
        for alert in &mut self.standing {
            alert.is_open &= !decided.over.contains(&alert.id.raw());
        }
        self.standing.extend(decided.fired.iter().map(|it| Standing {
            id: it.id,
            rule_id: Some(it.rule_id),
            kind: it.kind.as_str().into(),
            campaign_id: it.campaign_id,
            threshold: it.threshold,
            value: it.reading.value,
            evidence: Json(it.reading.evidence.clone()),
            proposed_micros: it.reading.proposed,
            is_open: true,
            is_running: true,
        }));
        decided
    }
}

fn thresholds(fired: &[Fired]) -> Vec<(i64, bool)> {
    fired.iter().map(|it| (it.threshold / UNIT, it.is_told)).collect()
}

#[test]
fn a_crossing_fires_once_and_again_only_after_it_came_back() {
    let mut world = World::new();
    assert!(world.look(799).fired.is_empty());
    assert_eq!(thresholds(&world.look(800).fired), [(80, true)]);
    for spent in [800, 850, 899] {
        assert!(world.look(spent).fired.is_empty(), "{spent}");
    }
    assert_eq!(thresholds(&world.look(900).fired), [(90, true)]);
    let back = world.look(899);
    assert_eq!((back.back.len(), back.fired.len()), (1, 0));
    assert_eq!(thresholds(&world.look(950).fired), [(90, true)]);
    assert_eq!(world.look(10).back.len(), 2);
    assert!(world.standing.is_empty());
}

#[test]
fn of_several_at_once_people_hear_of_the_furthest() {
    let mut world = World::new();
    assert_eq!(thresholds(&world.look(1000).fired), [(80, false), (90, false), (100, true)]);
    // one that is added below what they have heard of is kept in silence
    world.rules[0].thresholds.push(70 * UNIT);
    assert_eq!(thresholds(&world.look(1000).fired), [(70, false)]);
    // of two ratios the smaller one is worse
    let mut world = World::new();
    world.rules.clear();
    world.rule(Kind::Ctr, None, &[1, 2]);
    let shown = |day: NaiveDate| crate::alerts::rules::Day {
        day,
        spend: 0,
        impressions: 10_000,
        clicks: 50,
        conversions: None,
        revenue: None,
    };
    let mut facts = World::facts(0);
    facts.days = vec![shown(facts.today.pred_opt().expect("yesterday"))];
    assert!(read(Kind::Ctr, &facts).is_some());
    let decided = decide(&world.rules, &[(world.campaign, "Summer".into(), facts)], &[], &world.ids);
    assert_eq!(thresholds(&decided.fired), [(1, true), (2, false)]);
}

#[test]
fn one_that_was_dismissed_stays_quiet_until_the_value_is_back() {
    let mut world = World::new();
    world.look(800);
    world.standing[0].is_open = false;
    let quiet = world.look(850);
    assert!(quiet.fired.is_empty() && quiet.refreshed.is_empty(), "nor does it follow the value");
    assert_eq!(world.look(799).back.len(), 1);
    assert_eq!(thresholds(&world.look(800).fired), [(80, true)]);
}

#[test]
fn an_open_one_follows_its_value_and_an_unchanged_one_is_left_alone() {
    let mut world = World::new();
    world.look(800);
    assert!(world.look(800).refreshed.is_empty());
    let moved = world.look(850);
    assert_eq!(moved.refreshed.len(), 1);
    assert_eq!(moved.refreshed[0].reading.value, 85 * UNIT);
}

#[test]
fn what_cannot_be_told_neither_fires_nor_ends() {
    let mut world = World::new();
    world.look(800);
    let unknown = Facts { budget: None, ..World::facts(850) };
    let decided = decide(&world.rules, &[(world.campaign, "Summer".into(), unknown)], &world.standing, &world.ids);
    assert!(decided.back.is_empty() && decided.fired.is_empty() && decided.refreshed.is_empty());
    // nor does one of a campaign that was not looked at
    assert!(decide(&world.rules, &[], &world.standing, &world.ids).back.is_empty());
}

#[test]
fn a_campaign_that_is_over_ends_its_alerts_and_does_not_fire_them_again() {
    let mut world = World::new();
    world.look(800);
    world.standing[0].is_running = false;
    let over = decide(&world.rules, &[], &world.standing, &world.ids);
    assert_eq!((over.over.len(), over.back.len()), (1, 0));
    world.standing[0].is_open = false;
    assert!(decide(&world.rules, &[], &world.standing, &world.ids).over.is_empty(), "once");
    world.standing[0].is_running = true;
    assert!(world.look(850).fired.is_empty());
}

#[test]
fn a_rule_of_ones_own_stands_in_for_the_one_for_all() {
    let mut world = World::new();
    world.look(850);
    world.rule(Kind::Budget, Some(world.campaign), &[50, 95]);
    let changed = world.look(850);
    assert_eq!((changed.back.len(), thresholds(&changed.fired)), (1, vec![(50, true)]));
    // switched off it keeps the campaign silent
    world.rules[1].is_enabled = false;
    let silent = world.look(1000);
    assert_eq!((silent.back.len(), silent.fired.len()), (1, 0));
    world.rules.pop();
    assert_eq!(world.look(1000).fired.len(), 3);
    // a threshold that is gone asks no more
    world.rules[0].thresholds = vec![100 * UNIT];
    assert_eq!(world.look(1000).back.len(), 2);
    world.rules[0].is_enabled = false;
    assert_eq!(world.look(1000).back.len(), 1);
}

#[test]
fn a_kind_of_a_later_version_does_no_harm() {
    let mut world = World::new();
    world.rules[0].kind = "sentiment".into();
    assert!(world.look(1000).fired.is_empty());
}
