type TextSearch<Key extends string> = Partial<Record<Key, string>>

/** Search parameters that are optional texts: `validateSearch: textSearch('next', 'token')`. */
export const textSearch =
  <Key extends string>(...keys: Key[]) =>
  (search: Record<string, unknown>): TextSearch<Key> => {
    const result: TextSearch<Key> = {}
    for (const key of keys) {
      const value = search[key]
      // The router reads `?token=12` as a number and `true` as a boolean.
      if (['string', 'number', 'boolean'].includes(typeof value)) result[key] = String(value)
    }
    return result
  }
