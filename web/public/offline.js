// Language and theme as boot.js chooses them; back to the page as soon as there is a network.
;(() => {
  const root = document.documentElement
  let saved = {}
  try {
    saved = JSON.parse(localStorage.getItem('cmis.preferences')) || {}
  } catch {}
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  root.lang = saved.language === 'en' ? 'en' : 'ar'
  root.dir = root.lang === 'ar' ? 'rtl' : 'ltr'
  root.dataset.theme = ['light', 'dark', 'rose'].includes(saved.theme) ? saved.theme : dark ? 'dark' : 'light'
  document.title = `${document.querySelector(`[data-lang="${root.lang}"] h1`).textContent} · CMIS`
  const again = () => location.reload()
  addEventListener('online', again)
  // A server that was down says nothing when it is back.
  const look = async () => {
    const answer = await fetch('/health/ready', { cache: 'no-store' }).catch(() => undefined)
    if (answer?.ok) again()
  }
  setInterval(look, 10_000)
  for (const button of document.querySelectorAll('button')) button.addEventListener('click', again)
})()
