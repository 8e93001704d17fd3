# Outgoing webhooks.
thing-webhook = Webhook
thing-webhook-delivery = Delivery
check-webhook-url = Enter a web address that starts with https://
check-webhook-https = The address has to start with https://
check-webhook-credentials = The address must not hold a user name or a password
check-webhook-port = This port belongs to another service. Use 443, or one above 1023.
check-webhook-private = This address leads to a private network and cannot be reached from here
check-webhook-secret = Use 16 to 128 letters, digits and signs without spaces; after whsec_ a key in base64
check-webhook-event = There is no event { $event }
check-webhook-no-events = Choose at least one event, or all of them
check-webhook-many-events = { $max ->
    [one] Choose at most { $max } event
   *[other] Choose at most { $max } events
}
error-webhook-limit = { $max ->
    [one] An organization has at most { $max } webhook. Remove one first.
   *[other] An organization has at most { $max } webhooks. Remove one first.
}
error-webhook-disabled = This webhook is switched off. Switch it on first.
message-webhook-removed = The webhook was removed

activity-webhook_endpoint-created = { $actor } added the webhook { $object }
activity-webhook_endpoint-updated = { $actor } changed the webhook { $object }
activity-webhook_endpoint-removed = { $actor } removed the webhook { $object }
activity-webhook_endpoint-enabled = { $actor } switched the webhook { $object } on
activity-webhook_endpoint-disabled = { $actor } switched the webhook { $object } off
activity-webhook_endpoint-stopped = The webhook { $object } was switched off: it did not answer
activity-webhook_endpoint-secret_rotated = { $actor } gave the webhook { $object } a new secret
activity-webhook_endpoint-resent = { $actor } sent a delivery to the webhook { $object } again

webhook-event-member-joined = Somebody joined the team
webhook-event-member-updated = A membership changed: ad accounts or suspension
webhook-event-member-role-changed = A member has another role
webhook-event-member-removed = A member was removed
webhook-event-member-left = A member left
webhook-event-invitation-created = Somebody was invited
webhook-event-invitation-resent = An invitation was sent again
webhook-event-invitation-accepted = An invitation was accepted
webhook-event-invitation-revoked = An invitation was taken back
webhook-event-org-updated = The organization’s settings changed
webhook-event-org-plan-changed = The organization has another plan
webhook-event-org-deletion-scheduled = The organization is going to be deleted
webhook-event-org-restored = The organization’s deletion was taken back
webhook-event-org-export-ready = An export of the organization is ready
webhook-event-plan-limit-near = Nine tenths of a limit of the plan are used
webhook-event-api-key-created = An API key was made
webhook-event-api-key-updated = An API key was changed
webhook-event-api-key-revoked = An API key was revoked
webhook-event-oauth-app-created = An OAuth app was registered
webhook-event-oauth-app-updated = An OAuth app was changed
webhook-event-oauth-app-secret-rotated = An OAuth app has a new secret
webhook-event-oauth-app-removed = An OAuth app was removed
webhook-event-oauth-grant-created = An app was given access
webhook-event-oauth-grant-revoked = An app’s access was ended
