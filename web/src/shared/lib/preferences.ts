// Language and theme of this browser. public/boot.js applies the same before the first paint; keep both in step.
import type { Language } from './language'
import { createStore, useStore } from './store'

export type Theme = 'system' | 'light' | 'dark' | 'rose'
type Preferences = { language: Language; theme: Theme; sidebar: 'open' | 'narrow' }

const KEY = 'cmis.preferences'
const BAR: Record<string, string> = { light: '#f6f6f3', dark: '#0e1413', rose: '#150f17' }

function read(): Preferences {
  let saved: Partial<Preferences> = {}
  try {
    saved = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  } catch {
    // A broken entry is the same as none.
  }
  return {
    language: saved.language === 'en' ? 'en' : 'ar',
    theme: saved.theme && ['light', 'dark', 'rose'].includes(saved.theme) ? saved.theme : 'system',
    sidebar: saved.sidebar === 'narrow' ? 'narrow' : 'open',
  }
}

export const preferences = createStore(read())
const prefersDark = matchMedia('(prefers-color-scheme: dark)')

function apply({ language, theme }: Preferences) {
  const root = document.documentElement
  const shown = theme === 'system' ? (prefersDark.matches ? 'dark' : 'light') : theme
  root.lang = language
  root.dir = language === 'ar' ? 'rtl' : 'ltr'
  root.dataset.theme = shown
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', BAR[shown] ?? '')
}

export function setPreferences(change: Partial<Preferences>) {
  preferences.set(now => ({ ...now, ...change }))
  localStorage.setItem(KEY, JSON.stringify(preferences.get()))
  apply(preferences.get())
}

prefersDark.addEventListener('change', () => apply(preferences.get()))
addEventListener('storage', event => {
  if (event.key !== KEY) return
  preferences.set(read())
  apply(preferences.get())
})

export const usePreferences = () => useStore(preferences)
export const useLanguage = (): Language => usePreferences().language

/** Whether somebody chose language or theme in this browser; if not, the account's choice holds. */
export const hasChosenPreferences = () => localStorage.getItem(KEY) !== null
