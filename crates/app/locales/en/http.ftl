# The HTTP machinery: errors, checks, list parameters.
error-not-found = { $thing } not found
error-forbidden = You need the permission { $permission } for this. Ask an administrator of your organization.
error-unauthenticated = Sign in, or send a valid access token or API key
error-token-expired = The access token has expired. Refresh it and try again.
error-session-ended = Your session has ended. Sign in again.
error-invalid-api-key = Invalid or expired API key
error-validation = Validation failed
error-internal = Internal server error
error-busy = Something else is changing the same right now. Try again in a moment.
error-unavailable = The database is not reachable right now. Try again in a moment.
error-socket-origin = This page may not connect here. Open the app at its own address.
error-timeout = The request took too long and was stopped. Try again, or ask for less at once.
error-method = This method does not exist at this address
error-rate-limited = { $seconds ->
    [one] Rate limit exceeded. Try again in one second.
   *[other] Rate limit exceeded. Try again in { $seconds } seconds.
}
error-too-large = The request is larger than { $limit }. Send less at once.
error-unsupported-media-type = Send the content type { $accepted }
error-body-incomplete = The body did not arrive completely. Send it again.
error-not-json = The body is not valid JSON (line { $line }, column { $column })
error-not-object = Send one JSON object, not an array
error-wrong-type = Wrong type at { $path }: { $cause }
error-query = The query string is not valid: { $cause }
error-query-zero = The query string holds a zero character
error-parameter-number = { $name } must be a whole number from 1 to { $max }
error-parameter-value = { $name } does not take “{ $value }”. Possible: { $options }
error-parameter-many = { $name } takes at most 100 values
error-parameter-long = { $name } takes at most 200 characters
error-cursor = The cursor is not one of ours. Start without it.
error-if-match = If-Match takes a version number in quotes
error-stale-version = Somebody changed this in the meantime. Load it again and repeat your change.
error-org-header = X-Org-Id takes one organization’s id, once
error-idempotency-key = Idempotency-Key takes 1 to 200 characters
error-idempotency-other-body = This Idempotency-Key was used for another request. Use a new key.
error-idempotency-running = The first request with this Idempotency-Key is still running. Try again in a moment.
error-idempotency-too-many = You hold as many Idempotency-Keys as there may be. Send the request without one, or wait until earlier ones end.
error-idempotency-lost = The first request with this Idempotency-Key never answered. Look up whether it took effect, then use a new key.
check-required = This field is required
check-too-short = { $min ->
    [one] At least one character
   *[other] At least { $min } characters
}
check-too-long = { $max ->
    [one] At most one character
   *[other] At most { $max } characters
}
check-control-characters = Control characters are not allowed here
check-email = This is not a valid email address
check-time-zone = This is not an IANA time zone such as Asia/Riyadh
check-currency = This is not an ISO 4217 currency code such as SAR
check-one-of = Possible values: { $options }
check-scopes-empty = Choose at least one permission
check-scopes-unknown = One of these permissions does not exist
check-future = This must lie in the future
check-password-short = { $min ->
    [one] At least one character
   *[other] At least { $min } characters
}
check-password-common = This password is easy to guess. Choose a longer or less usual one.
thing-page = Page
thing-room = Room
thing-org = Organization
thing-member = Member
thing-invitation = Invitation
thing-api-key = API key
thing-oauth-app = OAuth app
thing-grant = Grant
thing-session = Session
thing-user = User
thing-notification = Notification
thing-job = Job
thing-plan = Plan
thing-picture = Picture
thing-file = File
