import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { LANGUAGE_TAG } from '@/shared/lib/language'
import { isPlatform } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import type { Group } from './groups'

type Part = { key: string; name?: string | null }

/** What a part of the numbers is called; what nobody has words for keeps the platform's. */
export function useGroupName(group: Group): (part: Part) => React.ReactNode {
  const { t, language } = useTranslation('shared/metrics')
  const platformName = usePlatformName()
  const known = (key: string, word: string) => {
    const text = t(key as Key<'shared/metrics'>)
    return text === key ? <bdi>{word.replaceAll('_', ' ')}</bdi> : text
  }
  return ({ key, name }) => {
    if (key === 'unknown') return t('parts.unknown')
    if (name) return <bdi>{name}</bdi>
    if (group === 'platform' && isPlatform(key)) return platformName(key)
    if (group === 'age') return <span className="ltr">{key.replace('-', '–')}</span>
    if (group === 'country') return countryName(LANGUAGE_TAG[language], key)
    return known(`${group}.${key.toLowerCase()}`, key)
  }
}

function countryName(tag: string, code: string): string {
  try {
    return new Intl.DisplayNames(tag, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
