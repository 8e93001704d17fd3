export type DiffRow = { path: string; before: string; after: string; changed: boolean }

/** Every field of two states side by side, changed ones first; nested fields by dotted path. */
export function diff(before: unknown, after: unknown): DiffRow[] {
  const [old, now] = [flatten(before), flatten(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  const rows = paths.map(path => {
    const [was, is] = [old.get(path) ?? '', now.get(path) ?? '']
    return { path, before: was, after: is, changed: was !== is }
  })
  return rows.sort((a, b) => Number(b.changed) - Number(a.changed))
}

function flatten(value: unknown, path = '', into = new Map<string, string>()) {
  if (value && typeof value === 'object' && !isPlainList(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${key}` : key, into)
  } else if (value !== null && value !== undefined) {
    into.set(path, show(value))
  }
  return into
}

/** A list of words reads better in one line than as `scopes.0`, `scopes.1`. */
const isPlainList = (value: object) => Array.isArray(value) && value.every(item => typeof item !== 'object')

const show = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value))
