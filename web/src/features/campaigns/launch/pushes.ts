import type { CampaignAccount, CampaignPush } from '@/shared/api/types'

type Pushed = Pick<CampaignAccount, 'ad_account_id' | 'push'>

/** One for each ad account: one account may have several campaigns of ours, and is told once. */
export const onePerAccount = <Account extends Pushed>(accounts: Account[]) => [
  ...new Map(accounts.map(account => [account.ad_account_id, account])).values(),
]

/** How far the platforms have been told. */
export function progressOf(accounts: Pushed[]) {
  const told = onePerAccount(accounts)
  const count = (state: 'pending' | 'done' | 'failed') =>
    told.filter(({ push }) => push?.state === state).length
  return { all: told.length, pending: count('pending'), done: count('done'), failed: count('failed') }
}

/** Ad accounts whose platform did not do what it was told. */
export const failedOf = <Account extends Pushed>(accounts: Account[]) =>
  onePerAccount(accounts).filter(({ push }) => push?.state === 'failed')

const OF_THE_TOKEN = ['token_revoked', 'token_expired', 'consent_denied', 'permission_missing']

/** Whether connecting the platform anew mends it; trying again alone would not. */
export const needsReconnect = (push: CampaignPush | null) =>
  push?.state === 'failed' && OF_THE_TOKEN.includes(push.problem?.class ?? '')
