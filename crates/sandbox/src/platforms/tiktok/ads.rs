//! Ads made and changed. Checked first, then done whole: of several ads all or none.

use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    advertiser, advertiser_mut,
    ask::{self, Body},
    campaigns::{MOST, asked_status},
    objects,
    problem::{Problem, Told},
    sets,
};
use crate::{
    core::{call::Call, state::Desk},
    world::tree::{Account, Ad, AdSet, Campaign, Kind, Status, Stops},
};

/// Ads of one call.
const AT_ONCE: usize = 20;
const FORMATS: [&str; 3] = ["SINGLE_VIDEO", "SINGLE_IMAGE", "CAROUSEL_ADS"];
const IDENTITIES: [&str; 4] = ["TT_USER", "BC_AUTH_TT", "AUTH_CODE", "CUSTOMIZED_USER"];
/// What is kept as it came.
const TEXTS: [&str; 6] = ["ad_text", "call_to_action", "landing_page_url", "identity_id", "display_name", "video_id"];

/// What is said of one ad.
struct Creative {
    id: Option<u64>,
    name: Option<String>,
    status: Option<Status>,
    extra: Map<String, Value>,
}

impl Creative {
    fn read(creative: &Value) -> Result<Self, Problem> {
        let wrong = |name: &str| Problem::invalid(format!("creatives.{name}: Not a valid string."));
        let text = |name: &str| match creative.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= 2_048 => Ok(Some(text.clone())),
            Some(_) => Err(wrong(name)),
        };
        let mut extra = Map::new();
        for name in TEXTS {
            if let Some(text) = text(name)? {
                extra.insert(name.to_owned(), text.into());
            }
        }
        for (name, may) in [("ad_format", FORMATS.as_slice()), ("identity_type", IDENTITIES.as_slice())] {
            if let Some(text) = text(name)? {
                extra.insert(name.to_owned(), ask::one_of(&format!("creatives.{name}"), &text, may)?.into());
            }
        }
        if let Some(images) = creative.get("image_ids").filter(|it| !it.is_null()) {
            extra.insert("image_ids".to_owned(), ask::texts("creatives.image_ids", images)?.into());
        }
        let status = match text("operation_status")?.as_deref() {
            None => None,
            Some("ENABLE") => Some(Status::Active),
            Some("DISABLE") => Some(Status::Paused),
            Some(_) => return Err(wrong("operation_status")),
        };
        let id = text("ad_id")?.map(|id| id.parse().map_err(|_| Problem::missing("ad", &id))).transpose()?;
        Ok(Self { id, name: text("ad_name")?.filter(|name| !name.is_empty()), status, extra })
    }

    /// What shows it: a video, or pictures.
    fn check_media(&self) -> Result<(), Problem> {
        let format = self.extra.get("ad_format").and_then(Value::as_str);
        let media = match format.ok_or_else(|| ask::missing("creatives.ad_format"))? {
            "SINGLE_VIDEO" => "video_id",
            _ => "image_ids",
        };
        let has = self.extra.get(media).is_some_and(|value| value != "");
        if has { Ok(()) } else { Err(ask::missing(&format!("creatives.{media}"))) }
    }
}

fn creatives(body: &Body) -> Result<Vec<Creative>, Problem> {
    let wrong = || Problem::invalid(format!("creatives: Not a valid list of 1 to {AT_ONCE} objects."));
    let list = body.get("creatives").ok_or_else(|| ask::missing("creatives"))?;
    let list = list.as_array().filter(|list| (1..=AT_ONCE).contains(&list.len())).ok_or_else(wrong)?;
    list.iter().map(|it| if it.is_object() { Creative::read(it) } else { Err(wrong()) }).collect()
}

/// `POST /ad/create/`.
pub fn create(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (id, set) = (body.required("advertiser_id")?, body.required("adgroup_id")?);
    let (_, found) = sets::find(advertiser(desk, &id)?, &set)?;
    let creatives = creatives(&body)?;
    if found.ads.len() + creatives.len() > MOST {
        return Err(Problem::invalid("The ad group has too many ads."));
    }
    creatives.iter().try_for_each(Creative::check_media)?;
    let now = objects::time(desk.now);
    let mut ads = Vec::new();
    for Creative { name, status, mut extra, .. } in creatives {
        extra.insert("create_time".to_owned(), now.as_str().into());
        extra.insert("modify_time".to_owned(), now.as_str().into());
        let name = name.ok_or_else(|| ask::missing("creatives.ad_name"))?;
        let (id, status) = (desk.new_id(Platform::Tiktok, Kind::Ad), status.unwrap_or(Status::Active));
        ads.push(Ad { id, name, status, stops: Stops::default(), share: 0, extra });
    }
    let ids: Vec<u64> = ads.iter().map(|ad| ad.id).collect();
    let mut sets = advertiser_mut(desk, &id)?.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    let found = sets.find(|it| it.id.to_string() == set);
    found.ok_or_else(|| Problem::missing("ad group", &set))?.ads.extend(ads);
    whole(desk, &id, &ids)
}

/// `POST /ad/update/`: each of `creatives` names its ad.
pub fn update(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (id, set) = (body.required("advertiser_id")?, body.required("adgroup_id")?);
    let account = advertiser(desk, &id)?;
    sets::find(account, &set)?;
    let creatives = creatives(&body)?;
    let mut ids = Vec::new();
    for creative in &creatives {
        let number = creative.id.ok_or_else(|| ask::missing("creatives.ad_id"))?;
        let (_, its_set, _) = find(account, &number.to_string())?;
        if its_set.id.to_string() != set {
            return Err(Problem::missing("ad", &number.to_string()));
        }
        ids.push(number);
    }
    let now = objects::time(desk.now);
    let sets = advertiser_mut(desk, &id)?.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    for ad in sets.flat_map(|set| &mut set.ads) {
        for creative in creatives.iter().filter(|creative| creative.id == Some(ad.id)) {
            if let Some(name) = &creative.name {
                name.clone_into(&mut ad.name);
            }
            ad.extra.extend(creative.extra.clone());
            ad.extra.insert("modify_time".to_owned(), now.as_str().into());
        }
    }
    whole(desk, &id, &ids)
}

/// `POST /ad/status/update/`.
pub fn set_status(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (id, ids) = (body.required("advertiser_id")?, body.ids("ad_ids")?);
    let status = asked_status(&body)?;
    let account = advertiser(desk, &id)?;
    for id in &ids {
        find(account, id)?;
    }
    let (today, now) = (desk.today(account), objects::time(desk.now));
    let sets = advertiser_mut(desk, &id)?.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    for ad in sets.flat_map(|set| &mut set.ads).filter(|ad| ids.contains(&ad.id.to_string())) {
        ad.set_status(status, today);
        ad.extra.insert("modify_time".to_owned(), now.as_str().into());
    }
    Ok(json!({"ad_ids": ids, "status": objects::operation(status)}))
}

/// An ad that is not gone, nor what it is in.
fn find<'a>(account: &'a Account, id: &str) -> Result<(&'a Campaign, &'a AdSet, &'a Ad), Problem> {
    let found = account.ads().find(|(.., ad)| ad.id.to_string() == id).ok_or_else(|| Problem::missing("ad", id))?;
    if [found.0.status, found.1.status, found.2.status].into_iter().any(objects::is_deleted) {
        return Err(Problem::invalid("The ad has been deleted."));
    }
    Ok(found)
}

fn whole(desk: &Desk<'_>, advertiser_id: &str, ids: &[u64]) -> Told {
    let account = advertiser(desk, advertiser_id)?;
    let ads = account.ads().filter(|(.., ad)| ids.contains(&ad.id));
    let creatives: Vec<Value> =
        ads.map(|(campaign, set, ad)| Value::Object(objects::ad(account, campaign, set, ad))).collect();
    let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
    Ok(json!({"ad_ids": ids, "creatives": creatives}))
}
