import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { usePages } from './navigation'
import { openDialog } from './open-dialog'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Ctrl/⌘ K, `?`, and `g` followed by a page's letter. By key position, so that they work on an Arabic keyboard. */
export function useShortcuts() {
  const navigate = useNavigate()
  const pages = usePages()
  const pressedG = useRef(0)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
        event.preventDefault()
        openDialog('search')
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
      if (event.key === '?' || event.key === '؟') return openDialog('help')
      const letter = event.code.replace(/^Key/, '').toLowerCase()
      if (letter === 'g') {
        pressedG.current = event.timeStamp
      } else if (pressedG.current && event.timeStamp - pressedG.current < 1500) {
        pressedG.current = 0
        const page = pages.find(({ key }) => key === letter)
        if (page) void navigate({ to: page.to })
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [navigate, pages])
}
