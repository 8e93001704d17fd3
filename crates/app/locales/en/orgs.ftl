# Orgs and their teams.
error-last-admin = This is the last administrator of the organization. Make somebody else an administrator first.
error-role-above = Nobody can grant or change a role above their own
error-too-many-orgs = You belong to as many organizations as one person may. Leave one first.
error-own-mfa-first = Set up your own second factor first, or you would lock yourself out
error-org-deletion-begun = The deletion of this organization has begun and cannot be taken back
error-already-member = This address belongs to a member of the organization already
error-already-invited = This address has an open invitation already. Send that one again, or revoke it first.
error-invitation-used = This invitation has been accepted already. Remove the member instead.
error-invitation-revoked = This invitation is revoked. Make a new one.
error-invitation-other-address = This invitation was sent to { $email }, and you are signed in as { $own }. Sign in with the invited address.
error-plan-members = { $limit ->
    [one] Your plan allows one person, open invitations included. Choose a larger plan to invite more.
   *[other] Your plan allows { $limit } people, open invitations included. Choose a larger plan to invite more.
}
error-plan-connected-accounts = { $limit ->
    [one] Your plan allows one connected account. Choose a larger plan to connect more.
   *[other] Your plan allows { $limit } connected accounts. Choose a larger plan to connect more.
}
error-plan-ai-requests = { $limit ->
    [one] Your plan allows one AI request a month. Choose a larger plan, or wait for the next month.
   *[other] Your plan allows { $limit } AI requests a month. Choose a larger plan, or wait for the next month.
}
error-plan-storage = The storage of your plan is full. Delete files you no longer need, or choose a larger plan.
check-too-many = Too many entries
check-org-name = This is not the name of the organization
role-admin = an administrator
role-manager = a manager
role-member = a member
role-viewer = a viewer
activity-actor-system = CMIS
activity-other = { $actor }: { $kind } ({ $object })
activity-org-created = { $actor } created the organization { $object }
activity-org-updated = { $actor } changed the organization’s settings
activity-org-administered = { $actor } changed the organization’s plan or suspension
activity-org-deletion_scheduled = { $actor } scheduled the organization’s deletion
activity-org-restored = { $actor } took the organization’s deletion back
activity-org-export_requested = { $actor } asked for an export of the organization
activity-org-export_ready = The export of the organization is ready
activity-plan-limit_near = Nine tenths of a limit of the plan are used
activity-member-joined = { $object } joined as { $role }
activity-member-updated = { $actor } changed the membership of { $object }
activity-member-role_changed = { $actor } made { $object } { $role }
activity-member-removed = { $actor } removed { $object } from the organization
activity-member-left = { $object } left the organization
activity-invitation-created = { $actor } invited { $object } as { $role }
activity-invitation-resent = { $actor } sent the invitation to { $object } again
activity-invitation-revoked = { $actor } revoked the invitation to { $object }
