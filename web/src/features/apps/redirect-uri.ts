const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** As the server decides: https, http on this computer, or an app's own scheme with a dot; nothing that could be bent. */
export function isRedirectUri(text: string): boolean {
  if (text.length > 2000 || !/^[\x21-\x7e]+$/.test(text) || /[#*\\"<>]/.test(text)) return false
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return false
  }
  if (url.username || url.password) return false
  if (url.protocol === 'https:') return text.startsWith('https://') && url.hostname !== ''
  if (url.protocol === 'http:') return text.startsWith('http://') && LOOPBACK.includes(url.hostname)
  return url.protocol.includes('.') && text.startsWith(url.protocol)
}
