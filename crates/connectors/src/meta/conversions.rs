//! What of Meta's `actions` we count. Meta counts one purchase under several names at once: in a total over all channels
//! (`omni_purchase`), in one over the online ones (`purchase`), and in each channel's own (`offsite_conversion.fb_pixel_purchase`).
//! Adding them up would count it thrice: of each kind the widest total that is there is taken, and only where there is none the
//! channels, which do not overlap, are added up.
//!
//! A conversion is what ends a funnel. Steps on the way (a view of a product, a cart, a begun checkout) are none, and custom conversions
//! are not counted: each is made of standard events that are counted already.

use cmis_base::money::Micros;
use serde::Deserialize;

use super::values::{Text, amount};
use crate::platform::problem::Problem;

/// One entry of `actions` or `action_values`.
#[derive(Deserialize)]
pub(super) struct Action {
    action_type: String,
    value: Text,
}

/// A kind of conversion.
pub(super) struct Kind {
    /// Names of its totals, the widest first.
    totals: &'static [&'static str],
    /// Names that do not overlap.
    channels: &'static [&'static str],
}

/// Leads: of forms at Meta and of pixels.
pub(super) const LEADS: Kind =
    Kind { totals: &["lead"], channels: &["offsite_conversion.fb_pixel_lead", "onsite_conversion.lead_grouped"] };
/// Video plays of three seconds, Meta's "video view".
pub(super) const VIDEO_VIEWS: Kind = Kind { totals: &["video_view"], channels: &[] };
/// Reactions, comments, shares (`post`) and saves. Meta's own total, `post_engagement`, counts link clicks and video plays too.
pub(super) const ENGAGEMENTS: Kind =
    Kind { totals: &[], channels: &["post_reaction", "comment", "post", "onsite_conversion.post_save"] };

/// Every kind that is a conversion.
const CONVERSIONS: &[Kind] = &[
    Kind {
        totals: &["omni_purchase", "purchase"],
        channels: &[
            "offsite_conversion.fb_pixel_purchase",
            "app_custom_event.fb_mobile_purchase",
            "onsite_conversion.purchase",
            "offline_conversion.purchase",
        ],
    },
    LEADS,
    Kind {
        totals: &["omni_complete_registration", "complete_registration"],
        channels: &[
            "offsite_conversion.fb_pixel_complete_registration",
            "app_custom_event.fb_mobile_complete_registration",
        ],
    },
    Kind { totals: &["omni_app_install", "mobile_app_install"], channels: &[] },
    Kind { totals: &["subscribe_total"], channels: &["subscribe_website", "subscribe_mobile_app"] },
    Kind { totals: &["start_trial_total"], channels: &["start_trial_website", "start_trial_mobile_app"] },
    Kind { totals: &["submit_application_total"], channels: &["submit_application_website"] },
    Kind { totals: &["schedule_total"], channels: &["schedule_website", "schedule_mobile_app"] },
    Kind { totals: &["contact_total"], channels: &["contact_website", "contact_mobile_app"] },
    Kind { totals: &["donate_total"], channels: &["donate_website", "donate_mobile_app"] },
];

/// How much of a kind there is, in millionths; none where nothing is told of it.
pub(super) fn of(kind: &Kind, actions: &[Action]) -> Result<Option<Micros>, Problem> {
    let find = |name: &&str| actions.iter().find(|action| action.action_type == *name);
    if let Some(total) = kind.totals.iter().find_map(find) {
        return read(total).map(Some);
    }
    sum(kind.channels.iter().filter_map(find).map(read))
}

/// How much of all conversions there is, in millionths; none where nothing is told of any.
pub(super) fn all(actions: &[Action]) -> Result<Option<Micros>, Problem> {
    sum(CONVERSIONS.iter().filter_map(|kind| of(kind, actions).transpose()))
}

fn read(action: &Action) -> Result<Micros, Problem> {
    amount(&action.value.0, "An action's value does not read")
}

fn sum(amounts: impl Iterator<Item = Result<Micros, Problem>>) -> Result<Option<Micros>, Problem> {
    let mut sum: Option<Micros> = None;
    for amount in amounts {
        let added = sum.unwrap_or_default().checked_add(amount?);
        sum = Some(added.ok_or_else(|| Problem::unreadable("Actions are more than can be counted"))?);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;

    use super::{Action, LEADS, all, of};

    fn actions(list: &[(&str, &str)]) -> Vec<Action> {
        let entry = |(name, value): &(&str, &str)| serde_json::json!({ "action_type": name, "value": value });
        list.iter().map(|it| serde_json::from_value(entry(it)).expect("an action")).collect()
    }

    #[test]
    fn one_purchase_under_three_names_is_one() {
        let pixel = ("offsite_conversion.fb_pixel_purchase", "2");
        let app = ("app_custom_event.fb_mobile_purchase", "3");
        for (list, expected) in [
            (vec![pixel, ("purchase", "2"), ("omni_purchase", "5"), app], Some(5)),
            (vec![app, ("purchase", "4"), pixel], Some(4)),
            (vec![pixel, app], Some(5)),
            (vec![pixel, ("lead", "7"), ("onsite_conversion.lead_grouped", "7")], Some(9)),
            (vec![("offsite_conversion.fb_pixel_lead", "1"), ("onsite_conversion.lead_grouped", "2")], Some(3)),
            (vec![("link_click", "40"), ("omni_add_to_cart", "9"), ("offsite_conversion.custom.12", "3")], None),
            (vec![("omni_purchase", "0")], Some(0)),
            (vec![], None),
        ] {
            let names: Vec<_> = list.iter().map(|it| it.0).collect();
            assert_eq!(all(&actions(&list)), Ok(expected.map(|it: i64| Micros(it * 1_000_000))), "{names:?}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_much_is_said() {
        assert!(of(&LEADS, &actions(&[("lead", "three")])).is_err());
        let most = "9000000000000";
        assert!(all(&actions(&[("lead", most), ("purchase", most)])).is_err());
    }
}
