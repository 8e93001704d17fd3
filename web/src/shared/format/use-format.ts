import { useMemo } from 'react'
import { useLanguage } from '@/shared/lib/preferences'
import { useContextOrg, useMe } from '@/shared/session/queries'
import { createFormat, type Format } from './format'

/** Formats for the person reading: language of the app, zone and currency of the current organization. */
export function useFormat(): Format {
  const language = useLanguage()
  const org = useContextOrg()
  const me = useMe()
  const timeZone = org?.time_zone ?? me?.time_zone
  const currency = org?.currency
  return useMemo(() => createFormat({ language, timeZone, currency }), [language, timeZone, currency])
}
