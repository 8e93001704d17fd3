const KEY = 'cmis.pending-email'

/** The new address that waits for its confirmation, as far as this tab knows: the API does not tell. */
export function pendingEmail(current: string): string | undefined {
  const email = sessionStorage.getItem(KEY) ?? undefined
  return email && email.toLowerCase() !== current.toLowerCase() ? email : undefined
}

export function rememberPendingEmail(email: string) {
  sessionStorage.setItem(KEY, email)
  return email
}
