import { useMemo } from 'react'
import { useContextOrg, useMe } from '@/shared/session/queries'
import { type Period, type PeriodSearch, periodOf, todayIn } from './period'

/** The days that the address means; a day ends where the organization is. */
export function usePeriod({ period, from, to }: PeriodSearch): Period {
  const org = useContextOrg()
  const me = useMe()
  const today = todayIn(org?.time_zone ?? me?.time_zone)
  return useMemo(() => periodOf({ period, from, to }, today), [period, from, to, today])
}
