// The words of the web app itself, so that no text is written twice; keys are checked by its own types.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Tree, translate } from '@/shared/i18n/plural-and-fill'
import type { Key, Namespace, Params } from '@/shared/i18n/words'

export type Language = 'ar' | 'en'
export type Say = <N extends Namespace>(namespace: N, key: Key<N>, params?: Params) => string

const source = path.join(import.meta.dirname, '../../web/src')
const read = new Map<string, Tree>()

function wordsOf(language: Language, namespace: string): Tree {
  const folder =
    namespace === 'common' ? 'shared' : namespace.includes('/') ? namespace : `features/${namespace}`
  const file = path.join(source, folder, 'locales', `${language}.json`)
  const known = read.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Tree)
  read.set(file, known)
  return known
}

/** `say('auth', 'sign_in.submit')`; throws for a key that is not there. */
export const sayIn =
  (language: Language): Say =>
  (namespace, key, params) => {
    const text = translate(language, wordsOf(language, namespace), key, params)
    if (text === key) throw new Error(`no words for ${namespace}:${key}`)
    return text
  }

/** A name inside a sentence, as the web app isolates its direction. */
export const isolated = (text: string) => `\u2068${text}\u2069`
