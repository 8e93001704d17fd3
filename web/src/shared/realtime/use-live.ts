import { useEffect, useRef } from 'react'
import { listen } from './connection'
import type { Events } from './events'

/** Does something whenever an event comes, with the newest `onEvent`. */
export function useLive<Name extends keyof Events>(event: Name, onEvent: (data: Events[Name]) => void) {
  const newest = useRef(onEvent)
  useEffect(() => {
    newest.current = onEvent
  })
  useEffect(() => listen(event, data => newest.current(data)), [event])
}
