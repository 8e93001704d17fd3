// Answers only when the network does not: a page that cannot be reached becomes the offline page. It keeps that page and its
// parts, never an answer of the API and never a file of the app, so that it can neither show old data nor hold up a release.
const VERSION = 'development' // build/offline.ts writes what the kept files hash to
const SHELF = `cmis-offline-${VERSION}`
const KEPT = ['/offline.html', '/offline.css', '/offline.js', '/favicon.svg']
/** Not pages of the app: what they say when they fail is theirs. */
const OTHERS = /^\/(api|health|metrics|dev|\.well-known|oauth(?!\/authorize))(\/|$)/

addEventListener('install', event => {
  skipWaiting()
  const fresh = KEPT.map(path => new Request(path, { cache: 'reload' }))
  event.waitUntil(caches.open(SHELF).then(shelf => shelf.addAll(fresh)))
})

addEventListener('activate', event => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name)
    await registration.navigationPreload?.enable()
    await clients.claim()
  }
  event.waitUntil(tidy())
})

addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && !OTHERS.test(pathname)) event.respondWith(page(event))
  else if (KEPT.includes(pathname)) event.respondWith(fetch(request).catch(() => kept(pathname)))
})

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request))
  } catch {
    return kept('/offline.html')
  }
}

const kept = async path => (await (await caches.open(SHELF)).match(path)) ?? Response.error()
