/** What the server answered instead of data; `code` is stable, `message` is in the person's language. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** Field (dotted path) → messages. */
  readonly errors: Record<string, string[]>
  /** Finds the log line of an internal error. */
  readonly errorId: string | undefined
  /** Seconds to wait, for `rate_limited`. */
  readonly retryAfter: number | undefined
  /** What the server said beside the message, such as `limit` and `required_plan` of `plan_limit`. */
  readonly details: Record<string, unknown>

  constructor(status: number, body: unknown, response?: Response) {
    const { message, code, errors, error_id, ...details } = (body ?? {}) as Record<string, unknown>
    super(typeof message === 'string' ? message : '')
    this.name = 'ApiError'
    this.status = status
    this.details = details
    this.code = typeof code === 'string' ? code : status === 0 ? 'offline' : 'internal'
    this.errors = (errors as Record<string, string[]> | undefined) ?? {}
    this.errorId = typeof error_id === 'string' ? error_id : undefined
    const wait = Number(response?.headers.get('retry-after'))
    this.retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined
  }

  get isRetryable() {
    return this.status === 0 || this.status >= 500
  }
}

export const isApiError = (error: unknown, code?: string): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code)
