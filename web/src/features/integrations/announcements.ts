// What an announcement is about, whatever the platform calls it; the server decides what follows of it.

const SUBJECTS = {
  lead: /^lead/i,
  review: /^(ad_review_complete|AD)$/,
  budget: /^budget_threshold_reached$/,
  changed: /^(performance_update|api#channel|AD_GROUP|REPORT_DATA_CHANGE|CREATIVE_FATIGUE)$/,
  rights: /^(permissions|authorization\.removed|user_event\.revoke)$/,
  message: /^(messag|im_|direct_message|dm\.|chat\.|standby$|conversations$)/,
  social: /^(feed|mentions?$|(live_)?comment|post\.|tweet_|like\.|ratings$|reviews$|ORGANIZATION_SOCIAL)/,
} as const

export type Subject = keyof typeof SUBJECTS

/** None for what we have no words for: it keeps the platform's own. */
export const subjectOf = (kind: string): Subject | undefined =>
  (Object.keys(SUBJECTS) as Subject[]).find(subject => SUBJECTS[subject].test(kind))
