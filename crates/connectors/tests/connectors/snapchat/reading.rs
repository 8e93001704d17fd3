//! Accounts and what is in them.

use cmis_base::money::Micros;
use cmis_connectors::{
    platform::{
        Ad, AdAccount, AdSet, Ads, Budget, Objective, Split, Status,
        problem::{Class, Problem},
    },
    snapchat::Hosts,
};
use serde_json::{Value, json};

use super::server::{ACCESS, ACCOUNT, AD, CAMPAIGN, SQUAD, Server, account, at, more, ok, rows, snapchat, tokens};

fn campaign() -> Value {
    json!({
        "id": CAMPAIGN, "updated_at": "2016-08-14T05:31:00.000Z", "created_at": "2016-08-14T05:31:00.000Z",
        "name": "Cool Campaign", "ad_account_id": ACCOUNT, "status": "PAUSED", "objective": "BRAND_AWARENESS",
        "start_time": "2016-08-11T22:03:58.869Z", "daily_budget_micro": 50_000_000, "buy_model": "AUCTION",
        "delivery_status": ["INVALID_NOT_ACTIVE"], "creation_state": "PUBLISHED",
    })
}

/// `campaign` with some fields changed; null removes.
fn campaign_with(fields: Value) -> Value {
    let mut campaign = campaign();
    for (name, value) in fields.as_object().expect("an object") {
        campaign[name] = value.clone();
    }
    campaign
}

#[test]
fn snapchat_is_where_it_is() {
    let hosts = Hosts::real().expect("addresses");
    assert_eq!(hosts.accounts.as_str(), "https://accounts.snapchat.com/");
    assert_eq!(hosts.api.as_str(), "https://adsapi.snapchat.com/");
    let hosts = Hosts::under(&"http://127.0.0.1:8081/a/".parse().expect("an address"));
    assert_eq!(hosts.accounts.as_str(), "http://127.0.0.1:8081/a/snapchat/accounts");
    assert_eq!(hosts.api.as_str(), "http://127.0.0.1:8081/a/snapchat/api");
}

#[tokio::test]
async fn accounts_come_with_their_organizations_or_are_asked_for() {
    let one = json!({ "id": ACCOUNT, "name": "Shop", "type": "PARTNER", "status": "ACTIVE", "currency": "KWD",
        "timezone": "Asia/Kuwait", "organization_id": SQUAD });
    let two =
        json!({ "id": AD, "name": "", "status": "PENDING", "currency": "USD", "timezone": "America/Los_Angeles" });
    let with = json!({ "id": SQUAD, "name": "One", "type": "ENTERPRISE", "ad_accounts": [one] });
    // which currency is not said
    let less = json!({ "id": AD, "name": "Two", "status": "ACTIVE" });
    let less = json!({ "id": CAMPAIGN, "name": "Two", "ad_accounts": [less] });
    let without = json!({ "id": CAMPAIGN, "name": "Two" });
    let link = "https://adsapi.snapchat.com/v1/me/organizations?cursor=c%2F1&with_ad_accounts=true";
    let server = Server::new([
        ok(&more(rows("organizations", "organization", &[with]), link)),
        ok(&rows("organizations", "organization", &[without, less])),
        ok(&rows("adaccounts", "adaccount", std::slice::from_ref(&two))),
        ok(&rows("adaccounts", "adaccount", &[two])),
    ])
    .await;
    let snapchat = server.snapchat();
    let page = snapchat.ad_accounts(&tokens(), None).await.expect("a page");
    let expected = AdAccount {
        id: ACCOUNT.to_owned(),
        name: "Shop".to_owned(),
        currency: "KWD".to_owned(),
        time_zone: "Asia/Kuwait".to_owned(),
        is_active: true,
        through: None,
    };
    assert_eq!((page.items, page.next.as_deref()), (vec![expected], Some("c/1")));
    let page = snapchat.ad_accounts(&tokens(), page.next.as_deref()).await.expect("a page");
    assert_eq!((page.next, page.items.len()), (None, 2));
    assert_eq!(page.items[0], page.items[1]);
    assert_eq!((page.items[0].id.as_str(), page.items[0].name.as_str(), page.items[0].is_active), (AD, AD, false));

    let asked = server.asked();
    let own = format!("GET /v1/organizations/{CAMPAIGN}/adaccounts");
    assert_eq!(server.lines(), ["GET /v1/me/organizations", "GET /v1/me/organizations", &own, &own]);
    assert!(asked.iter().all(|it| it.header("authorization") == Some(&format!("Bearer {ACCESS}"))));
    assert_eq!(asked[0].query("with_ad_accounts"), Some("true"));
    assert_eq!((asked[0].query("cursor"), asked[1].query("cursor")), (None, Some("c/1")));
    assert_eq!(asked[2].query("read_deleted_entities"), None);
}

#[tokio::test]
async fn campaigns_are_read_in_our_words() {
    let newer = json!({ "daily_budget_micro": null, "lifetime_spend_cap_micro": 9_000_000_000_000_000_i64,
        "status": "ACTIVE", "objective_v2_properties": { "objective_v2_type": "SALES" },
        "end_time": "2016-09-01T00:00:00.000-07:00", "delivery_status": [] });
    let odd = json!({ "status": "SOMETHING_NEW", "objective": "SOMETHING_NEW", "daily_budget_micro": 0,
        "delivery_status": ["INVALID_A", "INVALID_B"] });
    let gone = json!({ "status": "ACTIVE", "deleted": true, "lifetime_spend_cap_micro": 1 });
    let all = [campaign(), campaign_with(newer), campaign_with(odd), campaign_with(gone)];
    let server = Server::new([ok(&rows("campaigns", "campaign", &all))]).await;
    let page = server.snapchat().campaigns(&tokens(), &account("Asia/Riyadh"), None).await.expect("a page");
    assert_eq!(page.next, None);

    let [first, newer, odd, gone] = page.items.try_into().expect("four");
    assert_eq!((first.id.as_str(), first.name.as_str(), first.status), (CAMPAIGN, "Cool Campaign", Status::Paused));
    assert_eq!(first.objective, Some(Objective::Awareness));
    assert_eq!(first.objective_word, "BRAND_AWARENESS");
    assert_eq!(first.delivery.as_deref(), Some("INVALID_NOT_ACTIVE"));
    assert_eq!(first.budget, Budget { daily: Some(Micros(50_000_000)), lifetime: None });
    assert_eq!(first.starts_at, Some(at("2016-08-11T22:03:58.869Z")));
    assert_eq!(first.updated_at, Some(at("2016-08-14T05:31:00Z")));

    assert_eq!((newer.status, newer.objective, newer.delivery), (Status::Active, Some(Objective::Sales), None));
    assert_eq!(newer.objective_word, "SALES");
    assert_eq!(newer.budget, Budget { daily: None, lifetime: Some(Micros(9_000_000_000_000_000)) });
    assert_eq!(newer.ends_at, Some(at("2016-09-01T07:00:00Z")));

    assert_eq!((odd.status, odd.objective, odd.budget), (Status::Paused, None, Budget::default()));
    assert_eq!((odd.objective_word.as_str(), odd.delivery.as_deref()), ("SOMETHING_NEW", Some("INVALID_A, INVALID_B")));

    assert_eq!(gone.status, Status::Deleted);
    // the daily one is what it spends by, the other is a cap
    assert_eq!(gone.budget, Budget { daily: Some(Micros(50_000_000)), lifetime: None });

    let asked = server.asked();
    assert_eq!(asked[0].line, format!("GET /v1/adaccounts/{ACCOUNT}/campaigns"));
    assert_eq!((asked[0].query("limit"), asked[0].query("read_deleted_entities")), (Some("500"), Some("true")));
}

#[tokio::test]
async fn ad_squads_and_ads_know_where_they_belong() {
    let squad = json!({ "id": SQUAD, "campaign_id": CAMPAIGN, "name": "Squad", "status": "ACTIVE", "type": "SNAP_ADS",
        "lifetime_budget_micro": 2_000_000.0, "targeting": { "geos": [{ "country_code": "us" }] } });
    let ad = |review: Value| {
        json!({ "id": AD, "ad_squad_id": SQUAD, "name": "Ad", "status": "ACTIVE", "review_status": review,
            "delivery_status": ["VALID"], "updated_at": "2018-04-04T00:59:02.774Z" })
    };
    let ads = [ad("PENDING_REVIEW".into()), ad("APPROVED".into()), ad(Value::Null)];
    let server = Server::new([ok(&rows("adsquads", "adsquad", &[squad])), ok(&rows("ads", "ad", &ads))]).await;
    let (snapchat, account) = (server.snapchat(), account("Asia/Riyadh"));
    let squads = snapchat.ad_sets(&tokens(), &account, None).await.expect("a page").items;
    let expected = AdSet {
        id: SQUAD.to_owned(),
        campaign_id: CAMPAIGN.to_owned(),
        name: "Squad".to_owned(),
        status: Status::Active,
        delivery: None,
        budget: Budget { daily: None, lifetime: Some(Micros(2_000_000)) },
        updated_at: None,
    };
    assert_eq!(squads, [expected]);
    let ads = snapchat.ads(&tokens(), &account, None).await.expect("a page").items;
    let expected = |delivery: &str| Ad {
        id: AD.to_owned(),
        ad_set_id: SQUAD.to_owned(),
        name: "Ad".to_owned(),
        status: Status::Active,
        delivery: Some(delivery.to_owned()),
        updated_at: Some(at("2018-04-04T00:59:02.774Z")),
    };
    assert_eq!(ads, [expected("PENDING_REVIEW"), expected("VALID"), expected("VALID")]);
    assert_eq!(server.lines(), ["adsquads", "ads"].map(|it| format!("GET /v1/adaccounts/{ACCOUNT}/{it}")));
}

#[tokio::test]
async fn pages_are_read_to_the_end_and_the_token_goes_nowhere_else() {
    // somebody else's machine, which would hear of a call
    let stranger = Server::new([]).await;
    let link = |cursor: &str| format!("{}elsewhere/v1/other?cursor={cursor}&limit=9&x=y#z", stranger.root());
    let page = |cursor: &str| ok(&more(rows("campaigns", "campaign", &[campaign()]), &link(cursor)));
    let server = Server::new([page("a%3D%26b"), page("2"), ok(&rows("campaigns", "campaign", &[]))]).await;
    let (snapchat, account) = (server.snapchat(), account("Asia/Riyadh"));
    let (mut after, mut count) = (None, 0);
    loop {
        let page = snapchat.campaigns(&tokens(), &account, after.as_deref()).await.expect("a page");
        count += page.items.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(count, 2);
    let asked = server.asked();
    assert!(asked.iter().all(|it| it.line == format!("GET /v1/adaccounts/{ACCOUNT}/campaigns")));
    assert!(asked.iter().all(|it| it.query("limit") == Some("500") && it.query("x").is_none()));
    let cursors: Vec<_> = asked.iter().map(|it| it.query("cursor")).collect();
    assert_eq!(cursors, [None, Some("a=&b"), Some("2")]);
    assert!(stranger.asked().is_empty());
}

#[tokio::test]
async fn a_link_that_leads_nowhere_or_in_a_circle_is_not_the_end() {
    let long = format!("https://adsapi.snapchat.com/v1/x?cursor={}", "c".repeat(5000));
    for link in
        ["https://adsapi.snapchat.com/v1/x", "https://adsapi.snapchat.com/v1/x?cursor=", "?cursor=1", "no", &long]
    {
        let server = Server::new([ok(&more(rows("campaigns", "campaign", &[]), link))]).await;
        let answer = server.snapchat().campaigns(&tokens(), &account("UTC"), None).await;
        assert_eq!(answer.expect_err(link).code, "unreadable");
    }
    let link = "https://adsapi.snapchat.com/v1/x?cursor=same";
    let server = Server::new([ok(&more(rows("campaigns", "campaign", &[]), link))]).await;
    let answer = server.snapchat().campaigns(&tokens(), &account("UTC"), Some("same")).await;
    assert_eq!(answer.expect_err("a circle").code, "unreadable");
    // what is empty, or none, is the end
    for paging in [json!({}), json!({ "next_link": "" }), json!({ "next_link": null }), Value::Null] {
        let mut body = rows("campaigns", "campaign", &[]);
        body["paging"] = paging;
        let server = Server::new([ok(&body)]).await;
        let page = server.snapchat().campaigns(&tokens(), &account("UTC"), None).await.expect("a page");
        assert_eq!(page.next, None);
    }
}

#[tokio::test]
async fn rows_without_what_they_must_have_fail_and_are_not_left_out() {
    for fields in [
        json!({ "id": null }),
        json!({ "id": "" }),
        json!({ "id": "../../me" }),
        json!({ "id": 5 }),
        json!({ "daily_budget_micro": 1.5 }),
        json!({ "daily_budget_micro": 1e30 }),
        json!({ "start_time": "yesterday" }),
    ] {
        let body = rows("campaigns", "campaign", &[campaign(), campaign_with(fields.clone())]);
        let server = Server::new([ok(&body)]).await;
        let answer = server.snapchat().campaigns(&tokens(), &account("UTC"), None).await;
        assert_eq!(answer, Err(Problem::unreadable("A campaign does not read")), "{fields}");
    }
}

#[tokio::test]
async fn hostile_ids_change_no_call() {
    let snapchat = snapchat(Hosts::under(&"http://127.0.0.1:1".parse().expect("an address")));
    for id in ["", "..", "../me", "3b0fbace", "3b0fbace-04b4-4f04-a425-33b5e0af1dd0/../x", "a?b=c"] {
        let account = AdAccount { id: id.to_owned(), ..account("UTC") };
        let answer = snapchat.campaigns(&tokens(), &account, None).await;
        let problem = answer.expect_err("no id");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_id"), "{id}");
    }
}

#[test]
fn the_splits_are_those_that_snapchat_tells() {
    let snapchat = snapchat(Hosts::real().expect("addresses"));
    assert_eq!(snapchat.splits(), [Split::AgeGender, Split::Country, Split::Device, Split::Hour]);
    assert_eq!((snapchat.longest_window(Split::None), snapchat.longest_window(Split::Hour)), (31, 6));
}
