import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { TextField } from './TextField'

type Props = { label: string; value: string; onChange: (value: string) => void; className?: string }

/** Looks while one types, a little after the last letter. */
export function SearchField({ label, value, onChange, className }: Props) {
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const send = useRef(onChange)
  useEffect(() => {
    send.current = onChange
  })
  // The address changed by other means: back, or "clear filters".
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text.trim()
      send.current(text.trim())
    }, 250)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextField
      label={label}
      hideLabel
      type="search"
      placeholder={label}
      autoComplete="off"
      value={text}
      onChange={setText}
      lead={<Search aria-hidden />}
      className={className ?? 'min-w-0 grow basis-56 sm:max-w-xs'}
    />
  )
}
