import { createStore } from '@/shared/lib/store'

export type ToastTone = 'ok' | 'danger' | 'info'
export type Toast = {
  id: number
  tone: ToastTone
  text: string
  /** One thing to do about it, such as "Undo". */
  action?: { label: string; run: () => void }
}

export const toasts = createStore<Toast[]>([])
let last = 0

/** A quiet word at the edge of the screen, read out by screen readers: `toast('ok', t('saved'))`. */
export function toast(tone: ToastTone, text: string, action?: Toast['action']) {
  const id = ++last
  // Three at most: a pile of news is no news. The same news from two sides (a form, and the live connection) is said once.
  toasts.set(now => [...now.filter(other => other.text !== text).slice(-2), { id, tone, text, action }])
}

export function dismissToast(id: number) {
  toasts.set(now => now.filter(toast => toast.id !== id))
}
