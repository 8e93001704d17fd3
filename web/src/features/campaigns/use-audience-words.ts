import type { CampaignDetail } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { LANGUAGE_TAG } from '@/shared/lib/language'
import { ageText } from './age-text'

type Audience = CampaignDetail['target_audience']

/** An audience in words; empty where everybody is meant. */
export function useAudienceWords() {
  const { t, language } = useTranslation('campaigns')
  const { t: metrics } = useTranslation('shared/metrics')
  const format = useFormat()
  const names = (codes: string[] | undefined, type: 'region' | 'language') => {
    const display = new Intl.DisplayNames(LANGUAGE_TAG[language], { type })
    return format.list((codes ?? []).map(code => display.of(code) ?? code))
  }
  return (audience: Audience) => ({
    ages: ageText(t, audience.age_min, audience.age_max),
    genders: format.list(
      audience.genders?.map(gender => metrics(`gender.${gender === 'male' ? 'male' : 'female'}`)) ?? [],
    ),
    locations: names(audience.locations, 'region'),
    languages: names(audience.languages, 'language'),
  })
}
