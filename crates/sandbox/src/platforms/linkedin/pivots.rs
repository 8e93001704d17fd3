//! By what analytics are grouped: the things of an account, and what is known of those who saw an ad. Of people, LinkedIn
//! tells little: parts with fewer than three events are left out, and the numbers come a day late.

use chrono_tz::Tz;

use super::{nodes, people};
use crate::world::{
    World,
    split::{Cell, Family},
    tree::{Account, Ad, AdSet, Campaign},
};

/// What an ad is in.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The account.
    pub account: &'a Account,
    /// The campaign group.
    pub group: &'a Campaign,
    /// The campaign.
    pub campaign: &'a AdSet,
    /// The creative.
    pub creative: &'a Ad,
}

/// One pivot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pivot {
    /// The advertiser's organisation.
    Company,
    /// The account.
    Account,
    /// The post.
    Share,
    /// The campaign.
    Campaign,
    /// The creative.
    Creative,
    /// The campaign group.
    CampaignGroup,
    /// On LinkedIn or elsewhere.
    ServingLocation,
    /// Where it was shown.
    Placement,
    /// On what kind of device.
    Device,
    /// Of whom: company size.
    CompanySize,
    /// Of whom: industry.
    Industry,
    /// Of whom: seniority.
    Seniority,
    /// Of whom: job title.
    JobTitle,
    /// Of whom: job function.
    JobFunction,
    /// Of whom: country.
    Country,
}

const WORDS: [(&str, Pivot); 15] = [
    ("COMPANY", Pivot::Company),
    ("ACCOUNT", Pivot::Account),
    ("SHARE", Pivot::Share),
    ("CAMPAIGN", Pivot::Campaign),
    ("CREATIVE", Pivot::Creative),
    ("CAMPAIGN_GROUP", Pivot::CampaignGroup),
    ("SERVING_LOCATION", Pivot::ServingLocation),
    ("PLACEMENT_NAME", Pivot::Placement),
    ("IMPRESSION_DEVICE_TYPE", Pivot::Device),
    ("MEMBER_COMPANY_SIZE", Pivot::CompanySize),
    ("MEMBER_INDUSTRY", Pivot::Industry),
    ("MEMBER_SENIORITY", Pivot::Seniority),
    ("MEMBER_JOB_TITLE", Pivot::JobTitle),
    ("MEMBER_JOB_FUNCTION", Pivot::JobFunction),
    ("MEMBER_COUNTRY_V2", Pivot::Country),
];

const SERVING_LOCATION: &[Cell] = &[(&["ON_SITE"], 840), (&["OFF_SITE"], 160)];
const PLACEMENT: &[Cell] = &[
    (&["LINKEDIN_FEED"], 700),
    (&["LINKEDIN_RIGHT_RAIL"], 120),
    (&["LINKEDIN_MESSAGING"], 30),
    (&["AUDIENCE_NETWORK"], 150),
];
const DEVICE: &[Cell] =
    &[(&["MOBILE_APP"], 610), (&["MOBILE_WEB"], 90), (&["DESKTOP_WEB"], 290), (&["UNDETECTED"], 10)];
const COMPANY_SIZE: &[Cell] = &[
    (&["SIZE_1"], 20),
    (&["SIZE_2_TO_10"], 130),
    (&["SIZE_11_TO_50"], 210),
    (&["SIZE_51_TO_200"], 220),
    (&["SIZE_201_TO_500"], 140),
    (&["SIZE_501_TO_1000"], 90),
    (&["SIZE_1001_TO_5000"], 110),
    (&["SIZE_5001_TO_10000"], 30),
    (&["SIZE_10001_OR_MORE"], 50),
];
const INDUSTRY: &[Cell] = &[
    (&["urn:li:industry:4"], 300),
    (&["urn:li:industry:27"], 260),
    (&["urn:li:industry:43"], 190),
    (&["urn:li:industry:80"], 150),
    (&["urn:li:industry:96"], 100),
];
const SENIORITY: &[Cell] = &[
    (&["urn:li:seniority:2"], 60),
    (&["urn:li:seniority:3"], 280),
    (&["urn:li:seniority:4"], 330),
    (&["urn:li:seniority:5"], 180),
    (&["urn:li:seniority:6"], 80),
    (&["urn:li:seniority:8"], 40),
    (&["urn:li:seniority:9"], 30),
];
const JOB_TITLE: &[Cell] = &[(&["urn:li:title:1"], 400), (&["urn:li:title:9"], 350), (&["urn:li:title:25"], 250)];
const JOB_FUNCTION: &[Cell] = &[
    (&["urn:li:function:4"], 250),
    (&["urn:li:function:8"], 200),
    (&["urn:li:function:15"], 300),
    (&["urn:li:function:25"], 250),
];

impl Pivot {
    /// The pivot of a word.
    pub fn of(word: &str) -> Option<Self> {
        WORDS.iter().find(|(it, _)| *it == word).map(|(_, pivot)| *pivot)
    }

    /// Whether it tells of people.
    pub const fn is_of_people(self) -> bool {
        matches!(
            self,
            Self::CompanySize | Self::Industry | Self::Seniority | Self::JobTitle | Self::JobFunction | Self::Country
        )
    }

    /// Whether it cuts the numbers of an ad in parts.
    pub const fn is_of_parts(self) -> bool {
        self.is_of_people() || matches!(self, Self::ServingLocation | Self::Placement | Self::Device)
    }

    /// The parts of an ad's numbers; none where an ad lies in one of them as a whole.
    pub const fn cells(self, zone: Tz) -> Option<&'static [Cell]> {
        Some(match self {
            Self::ServingLocation => SERVING_LOCATION,
            Self::Placement => PLACEMENT,
            Self::Device => DEVICE,
            Self::CompanySize => COMPANY_SIZE,
            Self::Industry => INDUSTRY,
            Self::Seniority => SENIORITY,
            Self::JobTitle => JOB_TITLE,
            Self::JobFunction => JOB_FUNCTION,
            Self::Country => Family::Country.cells(zone),
            _ => return None,
        })
    }

    /// What an ad is in, as an urn.
    pub fn urn(self, world: &World, of: &Of<'_>) -> String {
        match self {
            Self::Company => nodes::urn("organization", people::organization_id(world, of.account.place)),
            Self::Account => nodes::urn("sponsoredAccount", of.account.id),
            Self::Share => nodes::urn("share", nodes::share(world, of.creative)),
            Self::Campaign => nodes::urn("sponsoredCampaign", of.campaign.id),
            Self::CampaignGroup => nodes::urn("sponsoredCampaignGroup", of.group.id),
            _ => nodes::urn("sponsoredCreative", of.creative.id),
        }
    }

    /// A part's label as LinkedIn says it: countries are urns of places.
    pub fn said(self, label: &'static str) -> &'static str {
        if self != Self::Country {
            return label;
        }
        match label {
            "SA" => "urn:li:geo:100459316",
            "KW" => "urn:li:geo:103239229",
            "AE" => "urn:li:geo:104305776",
            "BH" => "urn:li:geo:100425729",
            "QA" => "urn:li:geo:104170880",
            "EG" => "urn:li:geo:106155005",
            "JP" => "urn:li:geo:101355337",
            "TW" => "urn:li:geo:104187078",
            "CA" => "urn:li:geo:101174742",
            "MX" => "urn:li:geo:103323778",
            _ => "urn:li:geo:103644278",
        }
    }
}
