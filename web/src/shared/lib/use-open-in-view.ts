import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

/** For a row of links that scrolls on a narrow screen: the page that is open is never beyond the edge. */
export function useOpenInView() {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    const open = pathname && nav.current?.querySelector('[aria-current=page]')
    if (open) open.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  return nav
}
