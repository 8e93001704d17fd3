// Runs before the first paint: language, direction and theme, so that nothing flashes; then the page's files and its heading,
// so that a slow network shows the page's outline at once. Kept in step with src/shared/lib/preferences.ts and session.ts.
;(() => {
  // Filled in by build/first-paint.ts.
  const hints = undefined
  const root = document.documentElement
  let saved = {}
  let isKnown = false
  try {
    saved = JSON.parse(localStorage.getItem('cmis.preferences')) || {}
    isKnown = localStorage.getItem('cmis.session') === '1'
  } catch {}
  const lang = saved.language === 'en' ? 'en' : 'ar'
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const theme = ['light', 'dark', 'rose'].includes(saved.theme) ? saved.theme : dark ? 'dark' : 'light'
  root.lang = lang
  root.dir = lang === 'ar' ? 'rtl' : 'ltr'
  root.dataset.theme = theme
  const bar = { light: '#f6f6f3', dark: '#0e1413', rose: '#150f17' }[theme]
  document.querySelector('meta[name="theme-color"]').content = bar

  const path = location.pathname.replace(/(.)\/$/, '$1')
  const isOpen = /^\/(sign-in|register|forgot-password)$/.test(path)
  // Who is signed in leaves the open pages at once, and who is not leaves the others.
  const page = hints && isOpen !== isKnown ? hints.pages[path] : undefined
  if (!page) return
  const [code, ...languages] = page
  const [words, title, lead] = languages[lang === 'ar' ? 0 : 1]
  const preload = (index, rel, as) => {
    const link = document.createElement('link')
    link.rel = rel
    if (as) link.as = as
    link.crossOrigin = ''
    link.href = `/assets/${hints.files[index]}`
    document.head.append(link)
  }
  for (const index of [...code, ...words]) preload(index, 'modulepreload')
  for (const index of hints.fonts[lang === 'ar' ? 0 : 1]) preload(index, 'preload', 'font')

  // The body is not there yet.
  new MutationObserver((_, observer) => {
    const place = document.getElementById('root')
    if (!place) return
    observer.disconnect()
    const shell = document.getElementById(isOpen ? 'shell-open' : 'shell-app').content.cloneNode(true)
    if (title) {
      shell.querySelector('h1').textContent = title
      shell.querySelector('[data-lead]').textContent = lead
      for (const bone of shell.querySelectorAll('[data-bone]')) bone.remove()
    } else shell.querySelector('[data-heading]').remove()
    place.append(shell)
  }).observe(root, { childList: true, subtree: true })
})()
