# Campaigns and their numbers.
thing-campaign = Campaign
thing-campaign-change = Change

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
check-campaign-begun = The campaign has begun: its first day stays
check-campaign-ended = The campaign is over. Duplicate it with new dates.
check-launch-objective = Choose what the campaign is for
check-launch-budget = Enter a budget
check-launch-start = Choose the first day
check-launch-name = { $max ->
    [one] Shorten the name to { $max } character, so that every platform takes it
   *[other] Shorten the name to { $max } characters, so that every platform takes it
}
check-launch-account = Choose at least one ad account
check-launch-token = None of the ad accounts can be reached. Connect their platform again, or choose others.
check-launch-currency = { $name } pays in { $account }, the campaign in { $currency }: choose ad accounts of one currency
check-launch-share = The budget is too small to be shared out among the ad accounts
check-launch-end = Choose the last day: platforms want one where the budget is for the whole campaign
check-launch-app = { $platform } makes no app campaigns from here: choose another objective, or make it there
check-launch-display = Google Ads has daily budgets only for brand awareness: choose a daily budget
check-launch-language = Snapchat wants exactly one language where there are several countries: choose one language, or one country
check-launch-locations = Choose at least one country: platforms show ads in countries that are named
check-percent = Enter a percentage from -90 to 1000 with at most two decimal places
error-campaign-launched = The campaign was launched already
error-campaign-not-launched = The campaign is a draft. Launch it first.
error-campaign-not-paused = Only a paused campaign can be resumed
error-campaign-not-active = Only an active campaign can be paused
error-campaign-over = The campaign is over
error-campaign-beyond = The campaign also runs on ad accounts that you may not use. Ask someone who may.
error-campaign-nothing-failed = Nothing failed that could be tried again
error-campaign-being-made = The platforms are still making the campaign. Change its dates when they have.
error-campaign-nowhere = No platform runs the campaign now
error-budget-elsewhere = The platform keeps the budget with the ad sets. Change it there.
error-budget-currencies = The campaign runs in several currencies. Change the budgets at the platforms.
error-budget-steep = The budget would go from { $before } to { $after } { $currency }, a change by more than half. Confirm it to go on.
error-budgets-steep = The budgets would change by { $percent } percent, more than half. Confirm it to go on.
error-change-stays = This cannot be taken back any more: something newer was decided, or a platform has not answered yet
error-campaign-archived = The campaign is archived. Restore it first.
error-campaign-not-archived = The campaign is not archived
error-campaign-not-over = A campaign that was launched can be archived when it is over
error-campaign-known = A platform knows this campaign, and its numbers belong to it. Archive it instead.

message-campaign-created = Campaign created successfully
message-campaign-deleted = The campaign was deleted
message-campaign-archived = The campaign was archived
message-campaign-restored = The campaign was restored
message-campaign-launched = The campaign is being launched
message-campaign-paused = The campaign is being paused at its platforms
message-campaign-resumed = The campaign is being resumed at its platforms
message-campaign-completed = The campaign was ended
message-change-undone = The change was taken back

activity-campaign-created = { $actor } created the campaign { $object }
activity-campaign-imported = The campaign { $object } was found at its platform
activity-campaign-updated = { $actor } changed the campaign { $object }
activity-campaign-status_changed = { $actor } moved the campaign { $object } to { $word }
activity-campaign-deleted = { $actor } deleted the campaign { $object }
activity-campaign-retried = { $actor } had the platforms of the campaign { $object } told again
activity-campaign-push_failed = A platform refused what was decided of the campaign { $object }
campaign-status-draft = draft
campaign-status-active = active
campaign-status-paused = paused
campaign-status-completed = completed
campaign-status-archived = archived

webhook-event-campaign-created = A campaign was created
webhook-event-campaign-updated = A campaign changed
webhook-event-campaign-status-changed = A campaign stands elsewhere: launched, paused, over, archived
webhook-event-campaign-deleted = A campaign was deleted
