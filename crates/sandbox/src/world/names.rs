//! What accounts, campaigns, ad sets and ads are called: names as advertisers write them, in Arabic and English.

use super::tree::Goal;

/// Names of advertisers, by place in the list of accounts.
pub const ADVERTISERS: [&str; 5] =
    ["Harbor & Pine Outfitters", "さくら商店 Sakura Shoten", "متجر النخيل الكويت", "دار النيل للأثاث", "قهوة الدرعية"];

/// Names of pages, by the same place.
pub const PAGES: [&str; 5] = ["Harbor & Pine", "Sakura Shoten", "متجر النخيل", "دار النيل", "قهوة الدرعية"];

const SEASONS: [&str; 8] = [
    "رمضان كريم",
    "Summer Sale",
    "العودة إلى المدارس",
    "White Friday",
    "اليوم الوطني",
    "New Arrivals",
    "عروض نهاية الأسبوع",
    "Always On",
];

const AUDIENCES: [&str; 8] = [
    "جمهور مشابه 1%",
    "Retargeting 30d",
    "مهتمون بالتسوق",
    "Broad 18-45",
    "زوار الموقع",
    "Website visitors",
    "أمهات جدد",
    "High intent",
];

const CREATIVES: [&str; 6] = ["فيديو 15 ثانية", "Carousel A", "صورة المنتج", "UGC Video", "قصة", "Static B"];

/// A campaign's name; the number keeps it unique in its account.
pub fn campaign(hash: u64, number: usize, goal: Goal) -> String {
    let aim = match goal {
        Goal::Traffic => "زيارات",
        Goal::Leads => "Leads",
        Goal::Sales => "مبيعات",
        Goal::Awareness => "Awareness",
        Goal::Engagement => "تفاعل",
    };
    format!("{} | {aim} | {:02}", pick(&SEASONS, hash), number + 1)
}

/// An ad set's name.
pub fn set(hash: u64, number: usize) -> String {
    format!("{} - {}", pick(&AUDIENCES, hash), number + 1)
}

/// An ad's name.
pub fn ad(hash: u64, number: usize) -> String {
    format!("{} v{}", pick(&CREATIVES, hash), number + 1)
}

fn pick<'a>(words: &[&'a str], hash: u64) -> &'a str {
    let length = words.len().max(1) as u64;
    words.get((hash % length) as usize).copied().unwrap_or_default()
}
