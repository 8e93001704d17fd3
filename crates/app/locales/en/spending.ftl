# What may be spent.
thing-spend-limit = Limit
thing-spend-approval = Approval
error-spending-stopped = All spending is stopped in this organization. An administrator can release it.
error-spending-is-stopped = All spending is stopped already. An administrator can release it.
error-spending-runs = Spending is not stopped: there is nothing to release.
error-spend-unknown = Its platform has not told what this campaign may spend, so that no cap could hold. Set its budget there, and wait for the next sync.
error-spending-settling = Campaigns are still being paused. Try again in a moment.
error-spend-all = This is about all ad accounts, and you may not use all of them. Ask someone who may.
error-spend-currency = This organization limits what is spent and has set no cap for { $currency }. An administrator sets one under Spending.
error-spend-daily = All campaigns together may spend { $cap } { $currency } a day. { $taken } are spent or committed already, and this one would take { $asked }. Lower its budget or pause another campaign, or ask an administrator to raise the cap.
error-spend-lifetime = All campaigns together may spend { $cap } { $currency } in all. { $taken } are spent or committed already, and this one would take { $asked }. Lower its budget or end another campaign, or ask an administrator to raise the cap.
error-approval-own = Somebody other than the person who asked has to agree
error-approval-others = Only the person who asked can withdraw this
error-approval-decided = This was decided already
error-approval-outdated = The campaign has changed since this was asked. It has to be asked for anew.
error-approval-dates-first = Somebody else has to agree to these dates. Change the budget afterwards.
error-approval-one-by-one = Somebody else has to agree to this budget. Change it on the campaign's own page.
check-counted-from = Choose today or an earlier day
check-cap-negative = Enter zero or more
check-approval-alone = Invite a second person who runs campaigns first: nobody could agree to anything now
message-spending-stopped = All campaigns are being paused at their platforms
message-spending-released = Spending was released. What does not fit under the caps stays paused.
message-spend-limit-removed = The limits were removed
message-approval-asked = This comes to more than one person may decide. Somebody else has been asked to agree.
message-approval-approved = You agreed, and it is being done
message-approval-rejected = It was rejected
message-approval-withdrawn = It was withdrawn

activity-spending-stopped = { $actor } stopped all spending
activity-spending-released = { $actor } released spending
activity-spending-cap_reached = A cap was reached, and campaigns were paused
activity-spending-limits_changed = { $actor } changed what may be spent
activity-spending-approval_asked = { $actor } asked somebody to agree to the budget of the campaign { $object }
activity-spending-approval_decided = { $actor } decided about the budget of the campaign { $object }
activity-spending-approval_withdrawn = { $actor } withdrew a request about the budget of the campaign { $object }

notification-spending-stopped-title = { $result ->
    [released] { $actor } released spending
   *[other] { $actor } stopped all spending
}
notification-spending-stopped-body = { $result ->
    [released] Campaigns can be launched and resumed again.
   *[other] All campaigns are being paused, and none can be launched or resumed until an administrator releases it.
}
notification-spending-cap-reached-title = { $kind ->
    [daily_cap_reached] The daily cap of { $currency } is reached
   *[other] The lifetime cap of { $currency } is reached
}
notification-spending-cap-reached-body = { $kind ->
    [daily_cap_reached] Campaigns paused: { $value }. They go on tomorrow by themselves as far as they fit, or when an administrator raises the cap and somebody resumes them.
   *[other] Campaigns paused: { $value }. Raise the cap, and resume what is to go on.
}
notification-spending-limits-changed-title = { $actor } changed what may be spent
notification-spending-limits-changed-body = Look at the limits of { $currency } under Spending. The audit log shows how they were.
notification-spending-approval-asked-title = { $actor } asks for your agreement to { $name }
notification-spending-approval-asked-body = It comes to { $value } { $currency }, more than one person may decide. Look at it, then approve or reject it.
notification-spending-approval-decided-title = { $result ->
    [approved] { $actor } agreed to { $name }
   *[other] { $actor } rejected { $name }
}
notification-spending-approval-decided-body = { $result ->
    [approved] It is being done at its platforms.
   *[other] Nothing was done. The reason stands under Spending.
}

webhook-event-spending-stopped = All spending was stopped
webhook-event-spending-released = Spending was released
webhook-event-spending-cap-reached = A cap was reached, and campaigns were paused
webhook-event-spending-approval-asked = A launch or a budget waits for a second person
webhook-event-spending-approval-decided = A second person approved or rejected a launch or a budget
