type TextSearch<Key extends string> = Partial<Record<Key, string>>

/** Search parameters that are optional texts: `validateSearch: textSearch('next', 'token')`. */
export const textSearch =
  <Key extends string>(...keys: Key[]) =>
  (search: Record<string, unknown>): TextSearch<Key> => {
    const result: TextSearch<Key> = {}
    for (const key of keys) {
      const value = search[key]
      // The router parses `?token=12` as a number.
      if (typeof value === 'string' || typeof value === 'number') result[key] = String(value)
    }
    return result
  }
