/** The ad platforms, in the order of the page. */
export const PLATFORMS = ['meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat'] as const

export type PlatformId = (typeof PLATFORMS)[number]

export const isPlatform = (word: string): word is PlatformId =>
  (PLATFORMS as readonly string[]).includes(word)

/** The colour each is known by: for marks and a breath of it on cards, never for text. */
export const BRAND: Record<PlatformId, string> = {
  meta: '#0866ff',
  google: '#4285f4',
  tiktok: '#fe2c55',
  linkedin: '#0a66c2',
  twitter: '#8b98a5',
  snapchat: '#f7d500',
}
