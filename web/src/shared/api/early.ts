// What public/boot.js asked the server while the scripts were on their way. Each answer serves once; later ones are asked anew.
type Early = {
  session?: Promise<Response | undefined>
  answers: Record<string, Promise<Response | undefined>>
}
declare global {
  var cmisEarly: Early | undefined
}

/** The answer to the refresh of the session, if it was asked for. */
export async function earlySession(): Promise<Response | undefined> {
  const asked = globalThis.cmisEarly?.session
  if (globalThis.cmisEarly) globalThis.cmisEarly.session = undefined
  return asked
}

/** The answer to this request, if it was asked for and is a good one. */
export async function earlyAnswer({ method, url }: Request): Promise<Response | undefined> {
  const { pathname, search } = new URL(url)
  const asked = globalThis.cmisEarly?.answers[pathname]
  if (method !== 'GET' || search || !asked) return undefined
  delete globalThis.cmisEarly?.answers[pathname]
  const response = await asked
  return response?.ok ? response : undefined
}
