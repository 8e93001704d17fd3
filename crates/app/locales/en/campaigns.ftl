# Campaigns and their numbers.
thing-campaign = Campaign

check-date-range = Choose a day between the years 2000 and 2100
check-date-past = This day is over. Choose today or a later one.
check-dates-reversed = The last day lies before the first one
check-period-long = { $max ->
    [one] Ask about at most { $max } day
   *[other] Ask about at most { $max } days
}
check-budget-positive = The budget must be a positive number
check-budget-places = { $places ->
    [0] { $currency } has no fractions: enter a whole number
    [one] { $currency } has { $places } decimal place
   *[other] { $currency } has { $places } decimal places
}
check-budget-huge = Enter a budget of at most { $max }
check-age = Enter an age from { $min } to { $max }
check-ages-reversed = The highest age lies below the lowest one
check-country = Use two-letter country codes, like SA
check-language-code = Use two-letter language codes, like ar
check-too-many-words = { $max ->
    [one] At most { $max } word
   *[other] At most { $max } words
}
check-too-many-campaigns = { $max ->
    [one] Change at most { $max } campaign at once
   *[other] Change at most { $max } campaigns at once
}
check-no-member = There is no such member in the team
check-no-used-account = The organization does not use an ad account { $id }, or you may not
check-compare = Choose { $min } to { $max } campaigns
check-campaign-runs = The platform decides this for a campaign that was launched. Change it there.
error-campaign-archived = The campaign is archived. Restore it first.
error-campaign-not-archived = The campaign is not archived
error-campaign-not-over = A campaign that was launched can be archived when it is over
error-campaign-known = A platform knows this campaign, and its numbers belong to it. Archive it instead.

message-campaign-created = Campaign created successfully
message-campaign-deleted = The campaign was deleted
message-campaign-archived = The campaign was archived
message-campaign-restored = The campaign was restored

activity-campaign-created = { $actor } created the campaign { $object }
activity-campaign-imported = The campaign { $object } was found at its platform
activity-campaign-updated = { $actor } changed the campaign { $object }
activity-campaign-status_changed = { $actor } moved the campaign { $object } to { $word }
activity-campaign-deleted = { $actor } deleted the campaign { $object }
campaign-status-draft = draft
campaign-status-active = active
campaign-status-paused = paused
campaign-status-completed = completed
campaign-status-archived = archived

webhook-event-campaign-created = A campaign was created
webhook-event-campaign-updated = A campaign changed
webhook-event-campaign-status-changed = A campaign stands elsewhere: launched, paused, over, archived
webhook-event-campaign-deleted = A campaign was deleted
