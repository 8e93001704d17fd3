// What has to outlive the way to a platform and back, in this tab only. Of what the platform sends, nothing is stored.

/** What a platform sends back, whatever it calls it. */
export const ANSWER = [
  'state',
  'code',
  'auth_code',
  'oauth_token',
  'oauth_verifier',
  'denied',
  'error',
  'error_description',
  'error_reason',
] as const
export type Answer = Partial<Record<(typeof ANSWER)[number], string>> & { state: string }

const KEY = 'cmis.connect'

export type Begun = {
  /** The reconnect link that somebody without an account came by. */
  link?: string
  /** The integration that is connected again. */
  mends?: string
}

export const rememberBegun = (begun: Begun) => sessionStorage.setItem(KEY, JSON.stringify(begun))
export const forgetBegun = () => sessionStorage.removeItem(KEY)

export function begunHere(): Begun {
  try {
    const { link, mends } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, unknown>
    return {
      ...(typeof link === 'string' && { link }),
      ...(typeof mends === 'string' && { mends }),
    }
  } catch {
    return {}
  }
}

/** To the platform, in this tab; only ever to a page of the web. */
export function leaveFor(url: string) {
  if (/^https?:\/\//i.test(url)) location.assign(url)
}

let kept: Answer | undefined

/** Out of the address at once: what it holds is good for one exchange, and must not be in the history or be sent again. */
export function keepAnswer(search: Partial<Answer>) {
  const known = ANSWER.flatMap(name => (search[name] === undefined ? [] : [[name, search[name]]]))
  kept = { state: '', ...Object.fromEntries(known) }
}

export const hasAnswer = () => kept !== undefined

/** Once. */
export function takeAnswer(): Answer | undefined {
  const answer = kept
  kept = undefined
  return answer
}

/** A state begins with the organization that it was made for. */
export const orgOf = ({ state }: Answer) => state.slice(0, Math.max(state.indexOf('.'), 0))
