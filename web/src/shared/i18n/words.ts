// The types of words and keys. Features add themselves in src/app/words.d.ts.
import type common from '@/shared/locales/en.json'

/** Namespace → its English file. @public (features add to it) */
export interface Words {
  common: typeof common
}

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type Singular<Key> = Key extends `${infer Base}_${PluralForm}` ? Base : Key

type Leaves<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Singular<Key> : `${Key}.${Leaves<Tree[Key]>}`
}[keyof Tree & string]

export type Namespace = keyof Words
export type Key<N extends Namespace> = Leaves<Words[N]>
/** Numbers are written in the reader's way; `count` also chooses the plural form. */
export type Params = Record<string, string | number>
export type Translate<N extends Namespace> = (key: Key<N>, params?: Params) => string
