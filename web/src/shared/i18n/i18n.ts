// Words at run time: typed keys, plural forms by Intl, a file per feature and language. It does what we used of i18next
// in a tenth of the weight; the first load has a budget of 150 kB. `common` is in it, in both languages: words that only some
// pages show stand beside their code, in `features/<name>` or `shared/<name>`.
import type { Language } from '@/shared/lib/language'
import { preferences, setPreferences } from '@/shared/lib/preferences'
import ar from '@/shared/locales/ar.json'
import en from '@/shared/locales/en.json'
import type { Tree } from './plural-and-fill'
import type { Namespace } from './words'

type Files = Record<string, () => Promise<unknown>>

const loaded = new Map<string, Tree>([
  ['ar:common', ar],
  ['en:common', en],
])
const loading = new Map<string, Promise<Tree>>()
let files: Files = {}

/** Which files exist; given by the app, which may know features. */
export function registerWords(found: Files) {
  files = found
}

export const wordsOf = (language: Language, namespace: Namespace) => loaded.get(`${language}:${namespace}`)

export function loadWords(language: Language, namespace: Namespace): Promise<Tree> {
  const id = `${language}:${namespace}`
  const known = loading.get(id)
  if (known) return known
  const folder = namespace.includes('/') ? namespace : `features/${namespace}`
  const file = files[`./${folder}/locales/${language}.json`]
  if (!file) throw new Error(`no words for ${id}`)
  const promise = file().then(words => {
    loaded.set(id, words as Tree)
    return words as Tree
  })
  // A lost connection must not be remembered.
  promise.catch(() => loading.delete(id))
  loading.set(id, promise)
  return promise
}

/** Route loader that fetches a feature's words beside its code: `loader: strings('team')`. */
export const strings =
  (...namespaces: Namespace[]) =>
  () =>
    Promise.all(namespaces.map(name => name === 'common' || loadWords(preferences.get().language, name)))

/** The other language's words come first, so that nothing flashes. */
export async function switchLanguage(language: Language) {
  const names = [...loaded.keys()].map(id => id.split(':')[1] as Namespace)
  await Promise.all(names.filter(name => name !== 'common').map(name => loadWords(language, name)))
  setPreferences({ language })
}
