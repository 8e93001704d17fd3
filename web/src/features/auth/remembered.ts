// "Remember me" fills in the mail address next time; nothing secret is kept.
const KEY = 'cmis.email'

export const rememberedEmail = () => localStorage.getItem(KEY) ?? ''

export function rememberEmail(email: string | undefined) {
  if (email) localStorage.setItem(KEY, email)
  else localStorage.removeItem(KEY)
}
