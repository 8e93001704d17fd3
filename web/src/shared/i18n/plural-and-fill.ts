// The pure part: from a key and parameters to a text.
import { LANGUAGE_TAG, type Language } from '@/shared/lib/language'
import type { Params } from './words'

export type Tree = { [key: string]: string | Tree }

/** The text for a key; the key itself where there is none (the check script does not let that happen). */
export function translate(language: Language, words: Tree, key: string, params?: Params): string {
  const path = key.split('.')
  const last = path.pop() ?? ''
  let node: Tree | string | undefined = words
  for (const part of path) node = typeof node === 'object' ? node[part] : undefined
  if (typeof node !== 'object') return key
  const text =
    (params && 'count' in params && pluralOf(language, node, last, Number(params.count))) || node[last]
  return typeof text === 'string' ? fill(language, text, params) : key
}

function pluralOf(language: Language, node: Tree, name: string, count: number) {
  const form = new Intl.PluralRules(language).select(count)
  return (count === 0 && node[`${name}_zero`]) || node[`${name}_${form}`] || node[`${name}_other`]
}

function fill(language: Language, text: string, params: Params = {}): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = params[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? new Intl.NumberFormat(LANGUAGE_TAG[language]).format(value) : value
  })
}
