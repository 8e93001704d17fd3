// What platforms are asked for, in words of ours. The keys are those of `scopes.*` in the word files.
import type { Key } from '@/shared/i18n/words'
import type { PlatformId } from '@/shared/platforms/platforms'

const GROUPS = ['all', 'accounts', 'read', 'change', 'leads', 'other'] as const
type Group = (typeof GROUPS)[number]
type Words = Key<'integrations'> & `scopes.${string}`

const KNOWN: Record<PlatformId, Record<string, [Group, Words]>> = {
  meta: {
    ads_read: ['read', 'scopes.meta.ads_read'],
    ads_management: ['change', 'scopes.meta.ads_management'],
    business_management: ['accounts', 'scopes.meta.business_management'],
    leads_retrieval: ['leads', 'scopes.meta.leads_retrieval'],
    pages_show_list: ['accounts', 'scopes.meta.pages_show_list'],
    pages_manage_metadata: ['leads', 'scopes.meta.pages_manage_metadata'],
    pages_read_engagement: ['leads', 'scopes.meta.pages_read_engagement'],
    pages_manage_ads: ['leads', 'scopes.meta.pages_manage_ads'],
  },
  google: { 'https://www.googleapis.com/auth/adwords': ['all', 'scopes.google.adwords'] },
  tiktok: {
    '1': ['accounts', 'scopes.tiktok.accounts'],
    '2': ['change', 'scopes.tiktok.ads'],
    '4': ['read', 'scopes.tiktok.reporting'],
  },
  linkedin: {
    openid: ['accounts', 'scopes.linkedin.openid'],
    profile: ['accounts', 'scopes.linkedin.profile'],
    r_ads: ['accounts', 'scopes.linkedin.r_ads'],
    rw_ads: ['change', 'scopes.linkedin.rw_ads'],
    r_ads_reporting: ['read', 'scopes.linkedin.r_ads_reporting'],
    r_marketing_leadgen_automation: ['leads', 'scopes.linkedin.leads'],
  },
  // X tells no single rights: an app has those that it was registered with.
  twitter: {},
  snapchat: { 'snapchat-marketing-api': ['all', 'scopes.snapchat.marketing'] },
}

export type Right = {
  /** The platform's own word. */
  scope: string
  /** The key of the sentence; none for a right that a newer server asks for. */
  words: Words | undefined
  isMissing: boolean
}
export type RightsGroup = { group: Group; rights: Right[] }

/** The rights in the groups that people think in, those first that everything stands on. */
export function groupsOf(platform: PlatformId, scopes: string[], missing: string[] = []): RightsGroup[] {
  const rights = [...new Set([...scopes, ...missing])].map(scope => {
    const [group, words] = KNOWN[platform][scope] ?? (['other', undefined] as const)
    return { group, scope, words, isMissing: missing.includes(scope) }
  })
  return GROUPS.map(group => ({
    group,
    rights: rights.filter(right => right.group === group).map(({ group: _, ...right }) => right),
  })).filter(({ rights }) => rights.length > 0)
}
