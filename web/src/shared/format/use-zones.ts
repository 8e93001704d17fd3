import { startTransition, useEffect, useMemo, useState } from 'react'
import type { Language } from '@/shared/lib/language'
import { useLanguage } from '@/shared/lib/preferences'
import { zoneOption, zoneOptions } from './choices'

type Zones = Awaited<ReturnType<typeof zoneOptions>>
const known = new Map<Language, Promise<Zones>>()

/** The chosen time zone at once and all others soon after. */
export function useZones(chosen: string): Zones {
  const language = useLanguage()
  const [all, setAll] = useState<{ language: Language; zones: Zones }>()
  useEffect(() => {
    let isHere = true
    const named = known.get(language) ?? zoneOptions(language)
    known.set(language, named)
    void named.then(zones => {
      if (isHere) startTransition(() => setAll({ language, zones }))
    })
    return () => {
      isHere = false
    }
  }, [language])
  const zones = all?.language === language ? all.zones : undefined
  return useMemo(() => {
    // The server may know a zone by another name than this browser.
    const isMissing = chosen && !zones?.some(({ id }) => id === chosen)
    return [...(isMissing ? [zoneOption(language, chosen)] : []), ...(zones ?? [])]
  }, [zones, chosen, language])
}
