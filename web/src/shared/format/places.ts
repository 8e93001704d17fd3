// Countries and languages by their names in the reader's language.
import { LANGUAGE_TAG, type Language } from '@/shared/lib/language'

/** ISO 3166-1, those of the region first; browsers name countries but do not list them. */
const NEAR = 'SA AE KW QA BH OM YE JO IQ LB PS SY EG SD LY TN DZ MA MR TR'
const FAR =
  'AD AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO EC EE EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IM IN IR IS IT JE JM JP KE KG KH KI KM KN KP KR KY KZ LA LC LI LK LR LS LT LU LV MC MD ME MF MG MH MK ML MM MN MO MP MQ MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ PA PE PF PG PH PK PL PM PR PT PW PY RE RO RS RU RW SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TC TD TG TH TJ TK TL TM TO TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YT ZA ZM ZW'
/** ISO 639-1, as many as ads are written in. */
const LANGUAGES =
  'ar en ur hi bn fa tr fr es de it pt ru zh ja ko id ms tl ta te ml sw am so ku he el nl sv da no fi pl cs sk hu ro bg uk sr hr sq az hy ka kk uz tg ps ne si my th vi'

function named(language: Language, type: 'region' | 'language', codes: string) {
  const names = new Intl.DisplayNames(LANGUAGE_TAG[language], { type })
  return codes.split(' ').map(code => ({ id: code, label: names.of(code) ?? code }))
}

type Named = { id: string; label: string }

export function countryOptions(language: Language): Named[] {
  const { compare } = new Intl.Collator(LANGUAGE_TAG[language])
  const far = named(language, 'region', FAR).sort((a, b) => compare(a.label, b.label))
  return [...named(language, 'region', NEAR), ...far]
}

export const languageOptions = (language: Language): Named[] => named(language, 'language', LANGUAGES)
