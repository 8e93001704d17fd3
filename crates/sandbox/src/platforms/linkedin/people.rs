//! Who signed in, and the organisations that they look after.

use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::{
    Ask,
    problem::{Problem, Told},
};
use crate::{
    core::{answer::Answer, sign, state::Desk},
    world::World,
};

/// What opens the list of organisations.
const ADMIN: [&str; 4] =
    ["r_organization_admin", "rw_organization_admin", "r_organization_social", "w_organization_social"];

/// The one person of this stand-in, as in `urn:li:person:…`.
pub fn person(world: &World) -> String {
    let mut id = sign::opaque(&world.id(Platform::Linkedin, "person", 0).to_string());
    id.truncate(10);
    id
}

/// The organisation behind the account at a place.
pub fn organization_id(world: &World, place: usize) -> u64 {
    world.id(Platform::Linkedin, "organization", place as u64)
}

/// `GET /v2/userinfo`.
pub fn userinfo(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&["openid"], "userinfo.GET.NO_VERSION")?;
    let has = |scope: &str| ask.scopes.iter().any(|it| it == scope);
    let mut told = json!({"sub": person(desk.world)});
    if has("profile") {
        told["name"] = "ليلى الحربي".into();
        told["given_name"] = "ليلى".into();
        told["family_name"] = "الحربي".into();
        told["picture"] = "https://example.com/picture.jpg".into();
        told["locale"] = json!({"country": "SA", "language": "ar"});
    }
    if has("email") {
        told["email"] = "layla@example.com".into();
        told["email_verified"] = true.into();
    }
    Ok(Answer::json(&told))
}

/// `GET /v2/me`, and `GET /rest/me`, which has a version: what the older profile tells.
pub fn me(desk: &Desk<'_>, ask: &Ask<'_>, version: &str) -> Told {
    ask.needs(&["r_basicprofile"], &format!("me.GET.{version}"))?;
    let said =
        |text: &str| json!({"localized": {"ar_SA": text}, "preferredLocale": {"country": "SA", "language": "ar"}});
    Ok(Answer::json(&json!({
        "id": person(desk.world),
        "localizedFirstName": "ليلى",
        "localizedLastName": "الحربي",
        "firstName": said("ليلى"),
        "lastName": said("الحربي"),
        "localizedHeadline": "مديرة تسويق",
        "headline": said("مديرة تسويق"),
        "vanityName": "layla-alharbi",
    })))
}

/// A whole number of a parameter.
pub fn whole(ask: &Ask<'_>, name: &str, usual: usize) -> Result<usize, Problem> {
    let Some(text) = ask.query.text(name)? else { return Ok(usual) };
    text.parse().ok().filter(|number| *number <= 1_000).ok_or_else(|| Problem::param(name))
}

/// `GET /rest/organizationAcls?q=roleAssignee`: paged by `start` and `count`, with links.
pub fn organization_acls(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&ADMIN, "organizationAcls.FINDER-roleAssignee")?;
    ask.query.only(&["q", "role", "state", "start", "count"])?;
    if ask.query.text("q")?.as_deref() != Some("roleAssignee") {
        return Err(Problem::param("q"));
    }
    let (start, count) = (whole(ask, "start", 0)?, whole(ask, "count", 10)?.max(1));
    let is = |name: &str, own: &str| Ok(ask.query.text(name)?.is_none_or(|asked| asked == own));
    let shown = is("role", "ADMINISTRATOR")? && is("state", "APPROVED")?;
    let total = if shown { desk.accounts(Platform::Linkedin).count() } else { 0 };
    let assignee = format!("urn:li:person:{}", person(desk.world));
    let elements: Vec<Value> = (start..total.min(start.saturating_add(count)))
        .map(|place| {
            json!({
                "role": "ADMINISTRATOR",
                "organization": format!("urn:li:organization:{}", organization_id(desk.world, place)),
                "roleAssignee": assignee,
                "state": "APPROVED",
            })
        })
        .collect();
    let next = start + elements.len();
    let links: Vec<Value> = (next < total && !elements.is_empty())
        .then(|| {
            let href = format!("/rest/organizationAcls?q=roleAssignee&start={next}&count={count}");
            json!({"rel": "next", "href": href, "type": "application/json"})
        })
        .into_iter()
        .collect();
    let paging = json!({"start": start, "count": count, "total": total, "links": links});
    Ok(Answer::json(&json!({"paging": paging, "elements": elements})))
}

/// `GET /rest/organizations/{id}`.
pub fn organization(desk: &Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    ask.needs(&ADMIN, "organizations.GET")?;
    let mut places = 0..desk.accounts(Platform::Linkedin).count();
    let place = places.find(|place| organization_id(desk.world, *place).to_string() == id);
    let place = place.ok_or_else(|| Problem::not_found(id))?;
    Ok(Answer::json(&json!({
        "id": organization_id(desk.world, place),
        "localizedName": World::page_name(place),
        "vanityName": format!("page{}", place + 1),
    })))
}
