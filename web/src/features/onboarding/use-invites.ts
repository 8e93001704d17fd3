import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { forgetDraft, useDraftState } from '@/shared/form/use-draft'
import { useLanguage } from '@/shared/lib/preferences'
import { useOrgId } from '@/shared/session/queries'
import { invite } from './api'

export type Row = { key: number; email: string; role: Role; error?: string }

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
/** Later than any key of a draft. */
let last = Date.now()
const newRow = (email = ''): Row => ({ key: ++last, email, role: 'member' })

type Texts = { invalid: string; twice: string }

/** Several invitations at once. Those that went out leave the list; the others stay with their reason. */
export function useInvites(texts: Texts, onAllSent: (count: number) => void) {
  const org = useOrgId()
  const locale = useLanguage()
  const errorText = useErrorText()
  const draft = `onboarding.invites.${org}`
  const [{ rows, message }, keep] = useDraftState(draft, () => ({
    rows: [newRow(), newRow(), newRow()],
    message: '',
  }))
  const setRows = (next: Row[]) => keep({ rows: next })
  const [sent, setSent] = useState(0)

  const send = useMutation({
    mutationFn: (filled: Row[]) =>
      Promise.all(
        filled.map(async row => {
          const body = { email: row.email.trim(), role: row.role, locale, ...(message.trim() && { message }) }
          return invite(org, body).then(
            () => undefined,
            (error: unknown): Row => ({ ...row, error: errorText(error) }),
          )
        }),
      ),
    onSuccess: results => {
      const failed = results.filter(row => row !== undefined)
      const count = sent + results.length - failed.length
      setSent(count)
      if (failed.length > 0) return setRows(failed)
      forgetDraft(draft)
      onAllSent(count)
    },
  })

  const change = (key: number, part: Partial<Row>) =>
    setRows(rows.map(row => (row.key === key ? { ...row, error: undefined, ...part } : row)))

  /** A pasted list of addresses fills as many rows. */
  const setEmail = (key: number, text: string) => {
    const found = text.split(/[\s,;،؛]+/).filter(part => EMAIL.test(part))
    if (found.length < 2) return change(key, { email: text })
    setRows([
      ...rows.filter(row => row.key !== key && row.email !== ''),
      ...found.map(email => newRow(email)),
    ])
  }

  const submit = () => {
    const filled = rows.filter(row => row.email.trim() !== '')
    const checked = filled.map((row, index) => {
      const email = row.email.trim().toLowerCase()
      const isTwice = filled.findIndex(other => other.email.trim().toLowerCase() === email) !== index
      return { ...row, error: EMAIL.test(email) ? (isTwice ? texts.twice : undefined) : texts.invalid }
    })
    if (checked.some(row => row.error)) setRows(checked)
    else if (filled.length) send.mutate(filled)
  }

  return {
    rows,
    message,
    setMessage: (text: string) => keep({ message: text }),
    sent,
    change,
    setEmail,
    add: () => setRows([...rows, newRow()]),
    remove: (key: number) => setRows(rows.filter(row => row.key !== key)),
    submit,
    isSending: send.isPending,
    filled: rows.filter(row => row.email.trim() !== '').length,
  }
}
