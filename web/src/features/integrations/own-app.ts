import type { PlatformId } from '@/shared/platforms/platforms'

/** What each platform calls the id and the secret of an app: words of its own pages, which are English. */
export const TERMS: Record<PlatformId, { id: string; secret: string }> = {
  meta: { id: 'App ID', secret: 'App secret' },
  google: { id: 'Client ID', secret: 'Client secret' },
  tiktok: { id: 'App ID', secret: 'Secret' },
  linkedin: { id: 'Client ID', secret: 'Client Secret' },
  twitter: { id: 'API Key', secret: 'API Key Secret' },
  snapchat: { id: 'Client ID', secret: 'Client Secret' },
}
