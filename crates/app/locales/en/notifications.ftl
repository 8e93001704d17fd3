# What people are told of.
check-mail-required = Security mails cannot be switched off
notification-somebody = Somebody
notification-member-joined-title = { $name } joined the team
notification-member-joined-body = { $name } is now a member of { $org }.
notification-member-left-title = { $name } left the team
notification-member-left-body = { $name } is no longer a member of { $org }.
notification-member-role-changed-title = Your role has changed
notification-member-role-changed-body = { $role ->
    [admin] { $actor } made you an administrator of { $org }.
    [manager] { $actor } made you a manager in { $org }.
    [member] { $actor } made you a member in { $org }.
    [viewer] { $actor } made you a viewer in { $org }.
   *[other] { $actor } changed your role in { $org }.
}
notification-invitation-accepted-title = { $actor } accepted the invitation
notification-invitation-accepted-body = { $actor } is now a member of { $org }.
notification-org-deletion-scheduled-title = { $org } will be deleted
notification-org-deletion-scheduled-body = { $actor } scheduled the deletion of { $org }. Until then an administrator can undo it.
notification-org-restored-title = { $org } will not be deleted
notification-org-restored-body = { $actor } undid the scheduled deletion of { $org }.
notification-api-key-created-title = A new API key in { $org }
notification-api-key-created-body = { $actor } created the API key “{ $name }”.
notification-webhook-stopped-title = A webhook of { $org } was switched off
notification-webhook-stopped-body = “{ $name }” does not answer any more, so nothing is sent to it. Mend the receiver, then switch it on again.
notification-plan-limit-near-title = { $org } is close to a limit of its plan
notification-plan-limit-near-body = { $metric ->
    [members] Almost all seats of the team are taken.
    [connected_accounts] Almost all accounts of the plan are connected.
    [ai_requests] Almost all AI requests of this month are used.
    [storage_bytes] The storage is almost full.
   *[other] A limit of the plan is almost reached.
}
notification-export-ready-title = Your export is ready
notification-export-ready-body = You can download it for seven days.
notification-security-new-login-title = New sign-in to your account
notification-security-new-login-body = Your account was used from a new device. If this was not you, change your password.
notification-security-password-changed-title = Your password has changed
notification-security-password-changed-body = If this was not you, reset your password right away.
notification-security-mfa-changed-title = { $state ->
    [on] Two-step verification is on
   *[off] Two-step verification is off
}
notification-security-mfa-changed-body = If you did not make this change, reset your password right away.
notification-integration-needs-reconnect-title = { $name } has to be connected again
notification-integration-needs-reconnect-body = The platform took the access back. Until somebody connects again nothing is read, and nothing that waits is lost.
notification-integration-sync-failed-title = { $name } could not be read
notification-integration-sync-failed-body = Campaigns or numbers of the platform could not be read. The log of the integration says why; it is tried again every hour.

notification-ad-reviewed-title = { $name } was reviewed
notification-ad-reviewed-body = The platform says: { $result }.
notification-budget-threshold-reached-title = The budget of { $name } is nearly spent
notification-budget-threshold-reached-body = { $percent }% is spent. What is left: { $remaining } { $currency }.
notification-campaign-push-failed-title = A platform refused a change of { $name }
notification-campaign-push-failed-body = { $account } did not take what was decided. Open the campaign to see why, and try again.
