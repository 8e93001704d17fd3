import '@/shared/styles/base.css'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '@/app/App'
import { router } from '@/app/router'
import { registerWords } from '@/shared/i18n/i18n'

// After a new release the old page's chunks are gone: load the page anew, once.
addEventListener('vite:preloadError', event => {
  if (sessionStorage.getItem('cmis.reloaded') === location.href) return
  sessionStorage.setItem('cmis.reloaded', location.href)
  event.preventDefault()
  location.reload()
})

registerWords(import.meta.glob('./{features,shared}/*/locales/*.json', { import: 'default' }))

/** The outline that boot.js drew stays until the page itself is there, or the page that says why it is not. */
async function start() {
  await router.load().catch(() => undefined)
  const root = document.getElementById('root')
  // A transition is rendered in slices, between which the browser answers to the person.
  if (root)
    startTransition(() =>
      createRoot(root).render(
        <StrictMode>
          <App />
        </StrictMode>,
      ),
    )
}
// The worker only says so when there is no network (public/sw.js); whatever keeps it from us keeps us from nothing.
void start().then(() => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register('/sw.js').catch(() => undefined)
})
