/** Permissions of one resource together, in the order they come. */
export function groupScopes(scopes: readonly string[]): { group: string; scopes: string[] }[] {
  const groups = new Map<string, string[]>()
  for (const scope of scopes) {
    const group = scope.split('.')[0] ?? scope
    groups.set(group, [...(groups.get(group) ?? []), scope])
  }
  return [...groups].map(([group, members]) => ({ group, scopes: members }))
}

export const readOnly = (scopes: readonly string[]) => scopes.filter(scope => scope.endsWith('.read'))

export const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every(item => b.includes(item))
