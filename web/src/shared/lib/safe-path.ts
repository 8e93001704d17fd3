/** The path to return to after signing in: one of ours or `/`. Refuses other origins in every disguise (`//evil`, `/\evil`, `javascript:`). */
export function safePath(next: unknown, origin: string = location.origin): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/'
  try {
    const url = new URL(next, origin)
    // A path that parses to our origin may still hold `//evil` after a dot segment, which a router would follow.
    if (url.origin !== origin || url.pathname.startsWith('//')) return '/'
    return url.pathname + url.search + url.hash
  } catch {
    return '/'
  }
}
