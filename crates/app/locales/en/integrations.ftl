# Ad platforms: connecting, accounts, tokens, syncs.
thing-integration = Integration
thing-platform = Platform
thing-platform-app = App
platform-meta = Meta
platform-google = Google Ads
platform-tiktok = TikTok
platform-linkedin = LinkedIn
platform-twitter = X
platform-snapchat = Snapchat

error-platform = { $platform }: { $advice } { $words }
error-no-platform-app = { $platform } cannot be connected yet: the administrator of the installation has to register an app there and enter its id and secret.
error-connect-state = This sign-in was begun elsewhere, was finished already or took longer than ten minutes. Begin again.
error-connect-other = You signed in as { $name }, who is somebody else. Sign in at the platform with the account that was connected before.
error-connect-meanwhile = This account was connected by somebody else at the same moment. Reload the page.
error-needs-reconnect = The platform took the access back. Connect again first.
error-app-gone = The app that this was connected with is no longer set up here. Connect again.
error-not-refreshable = This platform gives no fresh tokens by itself: the access holds until it ends. Connect again before then.
error-reconnect-gone = This link was used already, was taken back or has ended. Ask for a new one.
check-customer = Enter the ten digits of the manager account
check-no-ad-account = There is no ad account { $id } in this integration
check-no-social-account = There is no page or Instagram account { $id } in this integration

message-connected = Connected
message-reconnected = Connected again
message-token-refreshed = The access was renewed
message-integration-tested = The access works
message-disconnected = Disconnected

platform-problem-token-expired = The access has ended. It is renewed by itself; if it stays so, connect again.
platform-problem-token-revoked = The platform took the access back. Connect again.
platform-problem-consent-denied = The access was not granted. Connect again and allow what is asked for.
platform-problem-permission-missing = A right is missing. Connect again and allow everything, or ask for a higher role in the account.
platform-problem-rate-limited = The platform asks us to wait. It goes on by itself.
platform-problem-invalid = The platform did not accept the request.
platform-problem-duplicate = The platform has it already.
platform-problem-not-found = The platform does not know it, or does not show it to this account.
platform-problem-transient = Something went wrong on the way. It is tried again by itself.
platform-problem-outage = The platform cannot be reached. It is tried again by itself.

integration-log-connected = Connected as { $name }: { $accounts } ad accounts
integration-log-reconnected = Connected again as { $name }: { $accounts } ad accounts
integration-log-scopes_missing = These rights were not granted: { $scopes }
integration-log-refreshed = The access was renewed
integration-log-needs_reconnect = The platform took the access back ({ $problem }): { $words }
integration-log-tested = The access was tested: it works
integration-log-test_failed = The test failed ({ $problem }): { $words }
integration-log-accounts_chosen = { $accounts } ad accounts are used
integration-log-social_accounts_chosen = { $accounts } pages and Instagram accounts are used
integration-log-pages_subscribed = The platform announces the leads of more pages from now on: { $count }
integration-log-pages_unsubscribed = The platform announces nothing of these many pages any more: { $count }
integration-log-pages_not_subscribed = The platform could not be asked to announce the leads of pages ({ $problem }): { $words } Syncs find them all the same, an hour later at most. Connect again and allow everything that is asked for, or ask for a role at these pages ({ $count }): { $names }
integration-log-pages_not_unsubscribed = The platform goes on announcing pages that are not used ({ $problem }): { $words } Nothing of it is taken in. To end it there, remove the app in the settings of these pages ({ $count }): { $names }
integration-log-disconnected = Disconnected
integration-log-not_given_back_shared = The access was left at the platform: another connection of the same person lives by it
integration-log-not_given_back = The platform did not take the access back ({ $problem }): { $words }

activity-integration-connected = { $actor } connected { $object }
activity-integration-reconnected = { $actor } connected { $object } again
activity-integration-needs_reconnect = { $object } has to be connected again
activity-integration-refreshed = { $actor } renewed the access of { $object }
activity-integration-accounts_chosen = { $actor } chose the accounts of { $object }
activity-integration-disconnected = { $actor } disconnected { $object }
activity-integration-link_created = { $actor } made a reconnect link for { $object }
activity-integration-link_revoked = { $actor } took back the reconnect link for { $object }
activity-platform_app-set = { $actor } set the organization's own app at { $object }
activity-platform_app-removed = { $actor } removed the organization's own app at { $object }

webhook-event-integration-connected = A platform was connected
webhook-event-integration-needs-reconnect = A platform took the access back

error-no-accounts-used = No account and no page of this integration is used. Choose accounts first.

integration-log-sync_started = A sync began
integration-log-sync_accounts = The access reaches { $accounts } ad accounts
integration-log-sync_accounts_failed = The ad accounts could not be listed ({ $problem }): { $words }
integration-log-sync_account = Account { $number } of { $accounts }: { $account }
integration-log-sync_account_failed = { $account } could not be read ({ $problem }): { $words }
integration-log-sync_campaigns = { $account }: { $count } campaigns
integration-log-sync_ad_sets = { $account }: { $count } ad sets
integration-log-sync_ads = { $account }: { $count } ads
integration-log-sync_numbers = { $account }: numbers from { $from } to { $to }, { $rows } rows
integration-log-sync_split = { $account }: numbers by { $split ->
    [age_gender] age and gender
   *[other] { $split }
} from { $from } to { $to }, { $rows } rows
integration-log-sync_step_failed = { $account }: { $step } could not be read ({ $problem }): { $words }
integration-log-sync_profiles = The access reaches { $profiles } pages and Instagram accounts
integration-log-sync_profiles_failed = The pages could not be listed ({ $problem }): { $words }
integration-log-sync_forms_failed = { $page }: the lead forms could not be listed ({ $problem }): { $words }
integration-log-sync_forms_refused = The lead forms of pages may not be listed ({ $problem }): { $words } Connect again and allow everything that is asked for, or ask for a role at these pages ({ $count }): { $names }
integration-log-sync_leads_refused = The leads of forms may not be read ({ $problem }): { $words } Connect again and allow everything that is asked for, or ask for the right to these leads ({ $count }): { $names }
integration-log-sync_leads_failed = { $list }: the leads could not be read ({ $problem }): { $words }
integration-log-sync_leads = Leads: { $leads } that nobody had told of, in { $lists } forms or accounts
integration-log-sync_waits = The platform cannot be asked now ({ $problem }); the sync goes on in { $seconds } seconds. { $words }
integration-log-sync_held = The sync waits until the platform is connected again; then it goes on where it stands
integration-log-sync_completed = The sync is complete: { $rows } rows in { $seconds } seconds
integration-log-sync_failed = The sync failed ({ $problem }): { $words }
integration-log-sync_lost = The sync failed: its work was lost. The next one reads everything again.
integration-log-sync_cancelled = The sync was cancelled

activity-integration-sync_requested = { $actor } asked for a sync of { $object }
activity-integration-sync_completed = { $object } was synced
activity-integration-sync_failed = The sync of { $object } failed

webhook-event-integration-sync-completed = A platform's campaigns and numbers were read
webhook-event-integration-sync-failed = A platform's campaigns or numbers could not be read
thing-webhook-log = Announcement
error-webhook-handshake = This is no handshake of this platform, or not with the token that was given to it.
error-webhook-unsigned = The call carries no signature, or one that cannot be read. Sign the bytes of the body by the platform's rule.
error-webhook-signature = The signature does not hold. Sign the bytes as they are sent, with the secret of this app or channel.
error-webhook-stale = The call was signed too long ago, or in the future. Sign each attempt anew, with the right time.
error-webhook-body = The signature holds, but the body is none of this platform's.
error-webhook-log-done = This did what it does, or is under way. Nothing is done twice.

webhook-log-effect-lead-received = A lead came
webhook-log-effect-refreshed = The account is read anew
webhook-log-effect-ad-reviewed = An ad was reviewed
webhook-log-effect-budget-threshold = A budget is nearly spent: people were told
webhook-log-effect-needs-reconnect = The platform took the access back: connect again
webhook-log-effect-still-connected = The platform was asked: the access still holds
webhook-log-effect-kept = Kept for the inbox
webhook-log-error-unknown-kind = Nothing follows of this kind of announcement
webhook-log-error-trial = A form was tried out: no lead
webhook-log-error-lead-known = This lead is here already
webhook-log-error-unreadable = What the platform said makes no sense
webhook-log-error-no-integration = There is no connection through which the platform could be asked
webhook-log-error-no-account = It names no ad account that is used here
webhook-log-error-needs-reconnect = It waits until the platform is connected again
webhook-log-error-gone = What the platform said is no longer kept
webhook-log-error-internal = Something went wrong here. It is tried again by itself.

activity-webhook_log-replayed = { $actor } had the announcement { $object } worked on again
activity-lead-received = A lead came
activity-ad-reviewed = The ad { $object } was reviewed
activity-budget-threshold_reached = The budget of { $object } is nearly spent

webhook-event-analytics-threshold-reached = A threshold was reached: so much of a budget is spent, or another number of a campaign is not where it should be
