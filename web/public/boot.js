// Runs before the first paint: language, direction and theme, so that nothing flashes; then the page's outline with its
// heading, so that a slow network shows something to read at once; then the page's files and answers all together, which
// would otherwise be found one after another. Kept in step with src/shared/lib/preferences.ts and src/shared/api/early.ts.
;(() => {
  // Filled in by build/first-paint.ts; in development the page names its script itself.
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
  if (!hints) return

  const path = location.pathname.replace(/(.)\/$/, '$1')
  const isOpen = /^\/(sign-in|register|forgot-password)$/.test(path)
  // Who is signed in leaves the open pages at once, and who is not leaves the others.
  const page = isOpen !== isKnown ? hints.pages[path] : undefined
  const [code, ...languages] = page || [[]]
  const [words, title, lead] = languages[lang === 'ar' ? 0 : 1] || [[]]

  let isLoading = false
  const load = () => {
    if (isLoading) return
    isLoading = true
    const address = index => `/assets/${hints.files[index]}`
    for (const index of [...hints.entry.slice(1), ...code, ...words]) {
      const link = document.createElement('link')
      Object.assign(link, { rel: 'modulepreload', crossOrigin: '', href: address(index) })
      document.head.append(link)
    }
    const script = document.createElement('script')
    Object.assign(script, { type: 'module', crossOrigin: '', src: address(hints.entry[0]) })
    document.head.append(script)
  }
  if (!page) return load()

  // The outline is a few kilobytes and the scripts are many: they wait for its frame and do not slow it down. A page in the
  // background has no frames.
  if (document.hidden) load()
  else requestAnimationFrame(() => setTimeout(load))
  setTimeout(load, 2000)
  if (!isOpen) askEarly()

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

  // What every page behind sign-in asks first, while its scripts are on their way.
  function askEarly() {
    const headers = { 'accept-language': lang }
    const session = navigator.locks
      .request('cmis.refresh', () =>
        fetch('/api/auth/refresh', {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: '{}',
        }),
      )
      .catch(() => undefined)
    const token = session
      .then(response => response?.ok && response.clone().json())
      .then(answer => answer?.data.access_token)
      .catch(() => undefined)
    const ask = async address => {
      const bearer = await token
      return bearer
        ? fetch(address, { headers: { ...headers, authorization: `Bearer ${bearer}` } })
        : undefined
    }
    const paths = ['/api/context', '/api/users/me', '/api/user/orgs']
    if (path === '/') paths.push('/api/onboarding')
    const answers = paths.map(address => [address, ask(address).catch(() => undefined)])
    window.cmisEarly = { session, answers: Object.fromEntries(answers) }
  }
})()
