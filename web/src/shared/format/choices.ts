// Currencies, time zones and days for lists, named by the browser in the reader's language.
import { LANGUAGE_TAG, type Language } from '@/shared/lib/language'

/** Those of the region and its trade first; the rest of the world after them. */
const FIRST = 'SAR AED QAR KWD BHD OMR EGP JOD IQD LBP MAD DZD TND USD EUR GBP TRY'.split(' ')

export function currencyOptions(language: Language) {
  const names = new Intl.DisplayNames(LANGUAGE_TAG[language], { type: 'currency' })
  const rest = Intl.supportedValuesOf('currency').filter(code => !FIRST.includes(code))
  return [...FIRST, ...rest].map(code => ({ id: code, label: `${names.of(code)} (\u2068${code}\u2069)` }))
}

/** "Riyadh, Arabian Time (GMT+3)"; the city as the zone database writes it, because people search for it. */
export function zoneOption(language: Language, zone: string) {
  const part = (timeZoneName: 'longGeneric' | 'shortOffset') => {
    try {
      const format = new Intl.DateTimeFormat(LANGUAGE_TAG[language], { timeZone: zone, timeZoneName })
      return format.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    } catch {
      return '' // newer than this browser
    }
  }
  const city = zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' ')
  return { id: zone, label: `\u2068${city}\u2069 · ${part('shortOffset')}`, hint: part('longGeneric') }
}

/** All zones. Naming them is a second's work for a phone, so the page may go on in between. */
export async function zoneOptions(language: Language) {
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', browserZone()])].sort()
  const options = []
  for (const [index, zone] of zones.entries()) {
    if (index % 8 === 0) await new Promise(resolve => setTimeout(resolve))
    options.push(zoneOption(language, zone))
  }
  return options
}

const WEEK = { saturday: 3, sunday: 4, monday: 5 } as const
type WeekStart = keyof typeof WEEK

export function weekStartOptions(language: Language) {
  const name = new Intl.DateTimeFormat(LANGUAGE_TAG[language], { weekday: 'long', timeZone: 'UTC' })
  return (Object.keys(WEEK) as WeekStart[]).map(id => ({
    id,
    // 1970-01-03 was a Saturday.
    label: name.format(new Date(Date.UTC(1970, 0, WEEK[id]))),
  }))
}

export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

type Guess = {
  currency: string
  week_start: WeekStart
  dialect: 'msa' | 'gulf' | 'egyptian' | 'levantine' | 'maghrebi'
}

const HOMES: Record<string, [string, WeekStart, Guess['dialect']]> = {
  'Asia/Riyadh': ['SAR', 'sunday', 'gulf'],
  'Asia/Dubai': ['AED', 'monday', 'gulf'],
  'Asia/Qatar': ['QAR', 'sunday', 'gulf'],
  'Asia/Kuwait': ['KWD', 'sunday', 'gulf'],
  'Asia/Bahrain': ['BHD', 'sunday', 'gulf'],
  'Asia/Muscat': ['OMR', 'sunday', 'gulf'],
  'Asia/Baghdad': ['IQD', 'sunday', 'gulf'],
  'Africa/Cairo': ['EGP', 'sunday', 'egyptian'],
  'Asia/Amman': ['JOD', 'sunday', 'levantine'],
  'Asia/Beirut': ['LBP', 'monday', 'levantine'],
  'Asia/Damascus': ['USD', 'sunday', 'levantine'],
  'Asia/Hebron': ['ILS', 'saturday', 'levantine'],
  'Asia/Gaza': ['ILS', 'saturday', 'levantine'],
  'Africa/Casablanca': ['MAD', 'monday', 'maghrebi'],
  'Africa/Algiers': ['DZD', 'sunday', 'maghrebi'],
  'Africa/Tunis': ['TND', 'monday', 'maghrebi'],
  'Africa/Tripoli': ['LYD', 'sunday', 'maghrebi'],
  'Europe/London': ['GBP', 'monday', 'msa'],
  'Europe/Istanbul': ['TRY', 'monday', 'msa'],
}

/** What somebody in this zone most likely wants; they see it and can change it. */
export function guessFromZone(zone: string): Guess {
  const home = HOMES[zone]
  if (home) return { currency: home[0], week_start: home[1], dialect: home[2] }
  if (zone.startsWith('Europe/')) return { currency: 'EUR', week_start: 'monday', dialect: 'msa' }
  if (zone.startsWith('America/')) return { currency: 'USD', week_start: 'sunday', dialect: 'msa' }
  return { currency: 'SAR', week_start: 'sunday', dialect: 'msa' }
}
