// Runs before the first paint: language, direction and theme, so that nothing flashes. Kept in step with src/shared/lib/preferences.ts.
;(() => {
  const root = document.documentElement
  let saved = {}
  try {
    saved = JSON.parse(localStorage.getItem('cmis.preferences')) || {}
  } catch {}
  const lang = saved.language === 'en' ? 'en' : 'ar'
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const theme = ['light', 'dark', 'rose'].includes(saved.theme) ? saved.theme : dark ? 'dark' : 'light'
  root.lang = lang
  root.dir = lang === 'ar' ? 'rtl' : 'ltr'
  root.dataset.theme = theme
  const bar = { light: '#f6f6f3', dark: '#0e1413', rose: '#150f17' }[theme]
  document.querySelector('meta[name="theme-color"]').content = bar
})()
