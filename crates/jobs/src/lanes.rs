//! Whose turn it is: the lanes of a queue (one org's jobs of one priority) and how a claim is spread over them. Pure.
//!
//! A lane remembers where its first waiting job stands, so that a claim does not read again what was taken before it: rows that
//! are dead but cannot be removed yet (an old snapshot is open) would be read over and over. What a lane does not know
//! (jobs that came in before its place, new lanes) the next survey finds; where much is dead it may take a tenth of the time.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::job::Queue;

/// Lanes of a queue that one survey looks at; the next one goes on behind them.
pub const SURVEYED: usize = 256;
/// A survey that took longer than this has to read much that is dead.
const LONG_SURVEY: Duration = Duration::from_millis(50);
/// The least between two surveys: what comes in meanwhile is claimed together.
const PAUSE: Duration = Duration::from_millis(2);
/// So many times as long as a survey took pass before the next one: after a long one, and after any other.
const PAUSES: (u32, u32) = (10, 4);

/// A lane and where its first waiting job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The priority, turned round: lower goes first.
    pub rank: i16,
    /// The org; nil for the installation's own work.
    pub org: Uuid,
    /// When its first job was due.
    pub run_at: DateTime<Utc>,
    /// That job.
    pub id: Uuid,
}

/// How many jobs to claim from a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The lane.
    pub lane: Lane,
    /// At most so many.
    pub quota: i32,
}

/// What a worker knows of the queues.
pub struct Lanes {
    queues: HashMap<Queue, Known>,
    survey_at: Instant,
}

#[derive(Default)]
struct Known {
    /// In order of rank, then org.
    lanes: Vec<Lane>,
    /// The org that had the last turn.
    last: Uuid,
    /// Where the next survey goes on, when the last one did not reach the end.
    behind: Option<(i16, Uuid)>,
}

impl Lanes {
    /// Nothing known: a survey is due.
    pub fn new() -> Self {
        Self { queues: HashMap::new(), survey_at: Instant::now() }
    }

    /// When the next survey may be made.
    pub fn survey_at(&self) -> Instant {
        self.survey_at
    }

    /// Where a survey of the queue goes on.
    pub fn behind(&self, queue: Queue) -> Option<(i16, Uuid)> {
        self.queues.get(&queue).and_then(|known| known.behind)
    }

    /// Takes in a survey of `queues` that took so long: `seen` in order of rank and org; lanes without a job that this
    /// worker can run have none.
    pub fn surveyed(&mut self, queues: &[Queue], seen: Vec<(Queue, i16, Uuid, Option<Lane>)>, took: Duration) {
        let pause = took * if took > LONG_SURVEY { PAUSES.0 } else { PAUSES.1 };
        self.survey_at = Instant::now() + pause.max(PAUSE);
        let mut count: HashMap<Queue, usize> = HashMap::new();
        let mut last: HashMap<Queue, (i16, Uuid)> = HashMap::new();
        for queue in queues {
            self.queues.entry(*queue).or_default().lanes.clear();
        }
        for (queue, rank, org, lane) in seen {
            *count.entry(queue).or_default() += 1;
            last.insert(queue, (rank, org));
            self.queues.entry(queue).or_default().lanes.extend(lane);
        }
        for queue in queues {
            let is_cut = count.get(queue).is_some_and(|count| *count >= SURVEYED);
            if let Some(known) = self.queues.get_mut(queue) {
                known.behind = if is_cut { last.get(queue).copied() } else { None };
            }
        }
    }

    /// Whether a queue is known to have something.
    pub fn has(&self, queue: Queue) -> bool {
        self.queues.get(&queue).is_some_and(|known| !known.lanes.is_empty())
    }

    /// Spreads `places` over the lanes of the best priority, beginning behind the org that had the last turn.
    pub fn shares(&mut self, queue: Queue, places: usize) -> Vec<Share> {
        let Some(known) = self.queues.get_mut(&queue) else { return Vec::new() };
        let Some(best) = known.lanes.first().map(|lane| lane.rank) else { return Vec::new() };
        let best: Vec<Lane> = known.lanes.iter().take_while(|lane| lane.rank == best).copied().collect();
        let start = best.iter().position(|lane| lane.org > known.last).unwrap_or(0);
        let chosen: Vec<Lane> = best.iter().cycle().skip(start).take(best.len().min(places)).copied().collect();
        if let Some(last) = chosen.last() {
            known.last = last.org;
        }
        let (each, more) = (places / chosen.len().max(1), places % chosen.len().max(1));
        let quota = |turn: usize| i32::try_from(each + usize::from(turn < more)).unwrap_or(i32::MAX);
        chosen.into_iter().enumerate().map(|(turn, lane)| Share { lane, quota: quota(turn) }).collect()
    }

    /// Takes in what a claim of `shares` got: each lane goes on behind its last job, and one that gave less than asked for is
    /// forgotten until the next survey.
    pub fn claimed(&mut self, queue: Queue, shares: &[Share], got: &[Lane]) {
        let Some(known) = self.queues.get_mut(&queue) else { return };
        for Share { lane, quota } in shares {
            let of_lane = got.iter().filter(|job| job.rank == lane.rank && job.org == lane.org);
            let count = of_lane.clone().count();
            let last = of_lane.max_by_key(|job| (job.run_at, job.id));
            let place = known.lanes.iter().position(|known| known.rank == lane.rank && known.org == lane.org);
            let (Some(place), wanted) = (place, usize::try_from(*quota).unwrap_or_default()) else { continue };
            match last {
                Some(last) if count >= wanted => known.lanes[place] = *last,
                _ => {
                    known.lanes.remove(place);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::{Lane, Lanes, SURVEYED};
    use crate::job::Queue;

    const QUEUE: Queue = Queue::Default;

    fn lane(rank: i16, org: u128) -> Lane {
        Lane { rank, org: Uuid::from_u128(org), run_at: chrono::DateTime::UNIX_EPOCH, id: Uuid::nil() }
    }

    fn known(lanes: &[Lane]) -> Lanes {
        let mut all = Lanes::new();
        let seen = lanes.iter().map(|lane| (QUEUE, lane.rank, lane.org, Some(*lane))).collect();
        all.surveyed(&[QUEUE], seen, Duration::ZERO);
        all
    }

    fn orgs(lanes: &mut Lanes, places: usize) -> Vec<(u128, i32)> {
        lanes.shares(QUEUE, places).iter().map(|share| (share.lane.org.as_u128(), share.quota)).collect()
    }

    #[test]
    fn orgs_take_turns() {
        let mut lanes = known(&[lane(0, 1), lane(0, 2), lane(0, 3)]);
        assert_eq!(orgs(&mut lanes, 2), [(1, 1), (2, 1)]);
        assert_eq!(orgs(&mut lanes, 2), [(3, 1), (1, 1)]);
        assert_eq!(orgs(&mut lanes, 1), [(2, 1)]);
        assert_eq!(orgs(&mut lanes, 31), [(3, 11), (1, 10), (2, 10)]);
    }

    #[test]
    fn the_best_priority_goes_first_and_an_empty_lane_is_forgotten() {
        let mut lanes = known(&[lane(-5, 7), lane(0, 1), lane(0, 2)]);
        let shares = lanes.shares(QUEUE, 10);
        assert_eq!((shares.len(), shares[0].quota), (1, 10));
        lanes.claimed(QUEUE, &shares, &[lane(-5, 7)]);
        assert_eq!(orgs(&mut lanes, 10).len(), 2, "the next priority");
        let shares = lanes.shares(QUEUE, 2);
        lanes.claimed(QUEUE, &shares, &[]);
        assert!(!lanes.has(QUEUE));
    }

    #[test]
    fn a_survey_that_was_cut_goes_on_behind_its_last_lane() {
        let all: Vec<Lane> = (0..SURVEYED as u128).map(|org| lane(0, org)).collect();
        let mut lanes = known(&all);
        assert_eq!(lanes.behind(QUEUE), Some((0, Uuid::from_u128(SURVEYED as u128 - 1))));
        lanes.surveyed(&[QUEUE], Vec::new(), Duration::ZERO);
        assert_eq!(lanes.behind(QUEUE), None);
    }
}
