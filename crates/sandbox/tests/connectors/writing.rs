//! Making and changing campaigns, read back.

use cmis_base::money::Micros;
use cmis_connectors::platform::{Budget, Campaign, Level, NewCampaign, Objective, Status};

use crate::stage::{Stage, all};

#[tokio::test]
async fn a_campaign_is_made_paused_and_follows_its_changes() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        for currency in ["USD", "JPY", "KWD"] {
            let account = accounts.iter().find(|account| account.currency == currency).unwrap();
            let units = |units: i64| Some(Micros(units * 1_000_000));
            let new = NewCampaign {
                name: "عروض الشتاء & Winter".to_owned(),
                objective: Objective::Traffic,
                budget: Budget { daily: units(50_000), lifetime: None },
                starts_at: None,
                ends_at: None,
            };
            let id = connector.create_campaign(&tokens, account, &new).await.unwrap();
            let read = async || -> Campaign {
                let campaigns = all!(after => connector.campaigns(&tokens, account, after));
                campaigns.into_iter().find(|campaign| campaign.id == id).unwrap()
            };
            let made = read().await;
            assert_eq!((made.name.as_str(), made.status), (new.name.as_str(), Status::Paused), "{platform}");
            assert_eq!((made.objective, made.budget), (Some(Objective::Traffic), new.budget), "{platform} {currency}");

            connector.rename_campaign(&tokens, account, &id, "Spring").await.unwrap();
            connector.set_status(&tokens, account, Level::Campaign, &id, Status::Active).await.unwrap();
            let budget = Budget { daily: units(60_000), lifetime: None };
            connector.set_budget(&tokens, account, Level::Campaign, &id, budget).await.unwrap();
            let changed = read().await;
            assert_eq!((changed.name.as_str(), changed.status), ("Spring", Status::Active), "{platform}");
            assert_eq!(changed.budget, budget, "{platform} {currency}");

            let ads = all!(after => connector.ads(&tokens, account, after));
            let ad = ads.iter().find(|ad| ad.status == Status::Active).unwrap();
            connector.set_status(&tokens, account, Level::Ad, &ad.id, Status::Paused).await.unwrap();
            let ads = all!(after => connector.ads(&tokens, account, after));
            assert_eq!(ads.iter().find(|it| it.id == ad.id).unwrap().status, Status::Paused, "{platform}");
        }
    }
}
