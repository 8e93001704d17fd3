import { describe, expect, it } from 'vitest'
import { PLATFORMS } from '@/shared/platforms/platforms'
import en from './locales/en.json'
import { groupsOf } from './scopes'

const ASKED = {
  meta: ['ads_read', 'ads_management', 'leads_retrieval', 'pages_show_list'],
  google: ['https://www.googleapis.com/auth/adwords'],
  tiktok: ['1', '2', '4'],
  linkedin: ['openid', 'r_ads', 'rw_ads', 'r_ads_reporting'],
  twitter: [],
  snapchat: ['snapchat-marketing-api'],
}

describe('rights', () => {
  it('are grouped, accounts before numbers before changes', () => {
    const groups = groupsOf('meta', ASKED.meta).map(({ group }) => group)
    expect(groups).toEqual(['accounts', 'read', 'change', 'leads'])
  })

  it('that are missing are shown although they were not granted', () => {
    const [read, change] = groupsOf('meta', ['ads_read'], ['ads_management'])
    expect(read?.rights[0]).toMatchObject({ scope: 'ads_read', isMissing: false })
    expect(change?.rights[0]).toMatchObject({ scope: 'ads_management', isMissing: true })
  })

  it('that are new are shown by their own word', () => {
    expect(groupsOf('tiktok', ['99'])).toEqual([
      { group: 'other', rights: [{ scope: '99', words: undefined, isMissing: false }] },
    ])
  })

  it('all have a sentence', () => {
    const words = en.scopes as Record<string, Record<string, string>>
    for (const platform of PLATFORMS)
      for (const { rights } of groupsOf(platform, ASKED[platform]))
        for (const { words: key } of rights) {
          if (!key) throw new Error('a right without words')
          const [, name = '', right = ''] = key.split('.')
          expect(words[name]?.[right], key).toBeTruthy()
        }
  })
})
