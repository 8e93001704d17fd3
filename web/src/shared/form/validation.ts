// The words of zod's complaints, in the person's language. Schemas stay free of text.
import { config } from 'zod/mini'
import { wordsOf } from '@/shared/i18n/i18n'
import { translate } from '@/shared/i18n/plural-and-fill'
import type { Key, Params } from '@/shared/i18n/words'
import { preferences } from '@/shared/lib/preferences'

type Issue = {
  code?: string
  format?: string
  minimum?: number | bigint
  maximum?: number | bigint
  input?: unknown
}

function say(key: Key<'common'>, params?: Params) {
  const { language } = preferences.get()
  return translate(language, wordsOf(language, 'common') ?? {}, key, params)
}

function message({ code, format, minimum, maximum, input }: Issue): string {
  if (input === '' || input === undefined || input === null) return say('validation.required')
  if (code === 'invalid_format' && format === 'email') return say('validation.email')
  if (code === 'too_small') return say('validation.min', { count: Number(minimum) })
  if (code === 'too_big') return say('validation.max', { count: Number(maximum) })
  return say('validation.invalid')
}

config({ customError: issue => message(issue as Issue) })
