# What the command line says.
about = CMIS: plan, publish, answer and measure marketing
about-serve = Run the product
about-worker = Run background jobs only
about-sandbox = Run stand-ins for the ad platforms
about-list = Show every command
about-migrate = Bring the database's schema up to date
about-db-execute-sql = Run a file of SQL in one transaction
about-db-console = Open psql on the database
about-backup-database = Make a backup of the database and the files
about-backup-restore = Replace everything by a backup
about-user-create = Make a person
about-user-list = List people
about-user-set-password = Set a password and end every login
about-user-make-admin = Make a person an administrator of the installation
about-user-disable = Disable a person
about-org-create = Make an organization
about-org-list = List organizations
about-org-invite = Invite somebody to an organization
about-org-set-plan = Move an organization to another plan
about-org-export = Write everything an organization owns into a ZIP
about-org-delete = Schedule the deletion of an organization
about-api-key-create = Make an API key and show it once
about-api-key-list = List API keys
about-api-key-revoke = Revoke an API key
about-secrets-rotate = Replace the key that seals secrets
about-jobs-list = List background work
about-jobs-retry = Let failed jobs run again
about-jobs-cancel = Cancel jobs
about-schedule-list = List recurring work with its next run
about-schedule-run = Run recurring work now
about-audit-check-alerts = Show what somebody should look at now
about-audit-status = Check the installation
about-demo = Make an organization to look around in, with a year of data from the sandbox
about-generate-performance-report = Write what campaigns came to, as XLSX and CSV in the data folder
about-generate-analytics-report = Write who was reached, where and on what, as XLSX and CSV in the data folder
about-spending-status = Show where spending is stopped or limited
about-spending-stop = Stop all spending of an organization
about-spending-release = Let an organization spend again
about-sync-platform = Read a platform now, and wait for what comes of it
about-webhooks-failed = List webhook deliveries that were given up
about-webhooks-replay = Send webhook deliveries again
about-doctor = Try what is connected, and whether the platforms reach this installation
about-optimize = Sum all numbers up anew, and count the tables
about-cleanup-system-data = Delete finished jobs and old mail
about-cleanup-expired-sessions = Delete logins and links past their time
about-openapi = Print the OpenAPI document
about-completions = Print a completion script for a shell
about-version = Print the version
yes = yes
no = no
column-version = Version
column-name = Name
column-applied = Applied
column-email = Email
column-admin = Admin
column-mfa = Second factor
column-disabled = Disabled
column-orgs = Organizations
column-seen = Last seen
column-id = Id
column-plan = Plan
column-members = Members
column-suspended = Suspended
column-deletes = Deleted on
column-created = Created
column-period = Period
column-size = Size
column-file = File
column-org = Organization
column-account = Ad account
column-from = From
column-to = To
column-prefix = Starts with
column-member = Member
column-expires = Expires
column-used = Last used
column-revoked = Revoked
column-host = Host
column-event = Event
column-attempts = Attempts
column-reason = Reason
column-given-up = Given up
column-kind = Kind
column-rows = Rows
column-pages = Pages
column-seconds = Seconds
column-integration = Integration
column-bytes = Size
column-attempts = Attempts
column-error = Error
column-recurs = Recurs
column-next = Next run
column-last = Last run
column-check = Check
column-status = Status
column-details = Details
column-active = Active campaigns
column-limits = Limits
column-waiting = Wait for approval
column-stopped = Stopped
config-mistakes = { $count ->
    [one] One setting does not hold:
   *[other] { $count } settings do not hold:
}
config-mistake = { $name }: { $why }; for example { $example }.
config-unknown = There is no setting { $name }; it has no effect.
config-unknown-near = There is no setting { $name }; did you mean { $near }?
config-file-unreadable = The configuration file { $path } cannot be read ({ $cause }).
config-file-broken = The configuration file { $path } is not valid TOML in line { $line }: { $cause }.
config-kind = a text, a number, true or false, or a list of texts is needed
config-bind = an IP address and a port are needed
config-url = an address with http:// or https:// and without a path is needed
config-addresses = IP addresses separated by commas are needed
config-origins = origins with http:// or https:// separated by commas are needed
config-months = a number of months from 1 to 37 is needed
config-seconds = a number of seconds up to 3600 is needed
config-folder = an absolute path is needed
config-keys = keys of 64 hexadecimal digits separated by commas are needed
config-time-zone = a time zone of the IANA database is needed, such as Asia/Riyadh
config-yes-no = true or false is needed
config-database = an address with postgres:// is needed
config-connections = a number from 4 to 1000 is needed
config-registration = open or invite is needed
config-rate = a number from 1 to 1000000 is needed
config-token = at least eight characters are needed
config-mailbox = a mail address is needed
config-smtp = an address with smtp:// or smtps:// is needed
config-outside-url = an address with http:// or https:// is needed
config-text = at most 500 characters are needed
config-customer = the ten digits of a customer are needed
config-version = a version as the platform writes it is needed
config-log-format = human or json is needed
config-log-level = a level (error, warn, info, debug, trace) is needed
data-unwritable = The data folder { $path } cannot be written ({ $cause }); choose another one with CMIS_DATA_DIR.
data-owner = The data folder { $path } belongs to user { $user }, as whom this command cannot be run ({ $cause }); put cmis where everybody may run it, such as /usr/local/bin.
keys-unreadable = The key file { $path } cannot be read ({ $cause }).
keys-damaged = The key file { $path } is damaged: each line must hold 64 hexadecimal digits.
keys-foreign = This database is sealed with the key { $needed }, but { $place } holds { $held }; put the right key there, or choose the data folder that belongs to this database.
keys-missing = This database is sealed with the key { $needed }, but there is no key in { $place }; put it there, or choose the data folder that belongs to this database.
keys-rotation-open = A rotation of keys was not finished; stop cmis and run `cmis secrets:rotate` again.
keys-none = There is no key yet; start the product once with `cmis serve`.
file-missing = The file { $path } does not exist.
serve-running = CMIS runs at { $url } (listening on { $address }; Ctrl-C stops it).
serve-setup = Nobody has an account yet. Open this address to make the first one, which administers the installation:
serve-sign-in = Sign in there with your email address and password.
serve-stopping = Stopping … (Ctrl-C again ends at once)
serve-port-taken = Another program listens on { $address } already; stop it, or choose another address with --bind.
serve-port-forbidden = This user may not listen on { $address }; choose a port above 1023 with --bind.
serve-port-unusable = { $address } cannot be listened on ({ $cause }); choose another address with --bind.
serve-proxy-unknown = A proxy at { $address } forwards requests, but is not trusted, so that everybody shares its address; set CMIS_TRUSTED_PROXIES={ $address } if it is yours.
mail-nowhere = People reach this installation at { $url }, but there is no mail server to send them links and invitations; set CMIS_SMTP_URL, or CMIS_MAIL_CATCH=true to start without mail.
worker-running = The worker runs (Ctrl-C stops it).
sandbox-running =
    The platforms' stand-ins run at { $url } (Ctrl-C stops them). Every app's secret there is “sandbox-secret”.
    Events go to { $product }.
password-prompt = Password:
password-again = Once more:
password-differs = The two passwords differ.
password-no-terminal = There is no terminal to ask for the password; use --password-stdin.
confirm-hint = [y/N]
confirm-refused = Nothing was changed.
confirm-no-terminal = { $question } There is no terminal to ask; use --force.
migrate-applied = { $count ->
    [0] The database is up to date.
    [one] One migration applied.
   *[other] { $count } migrations applied.
}
sql-confirm = Run { $path } as the owner of the database?
sql-failed = The SQL failed and was rolled back.
psql-missing = psql cannot be run; run `make setup`, or install PostgreSQL's client programs.
backup-made = Backup made: { $path } ({ $size }, sealed with key { $key }).
restore-needs-key = There is no key in { $place }; put the key there that sealed the backup.
restore-well = The backup of { $at } is undamaged ({ $size }; { $files ->
    [0] no files
    [one] one file
   *[other] { $files } files
}).
restore-confirm = Replace the database and all files by those of { $at }?
restore-done = Restored: everything is as of { $at }.
restore-ended = Every login, app, invitation and mailed link of that time has ended; people sign in again.
restore-keys = Keys that were revoked after the backup work again. Look through these, and revoke what must not work with `cmis api-key:revoke`:
user-created = { $email } can sign in ({ $id }).
user-password-set = The password of { $email } is set; { $count ->
    [0] there was no login to end
    [one] one login ended
   *[other] { $count } logins ended
}.
user-admin = { $email } administers the installation now.
user-no-admin = { $email } does not administer the installation any more.
user-disable-confirm = Disable { $email } and end every login?
user-disabled = { $email } is disabled.
user-enabled = { $email } may sign in again.
org-created = { $name } is made ({ $id }).
org-invited = { $email } is invited by mail, with this link:
org-plan-set = { $name } has the plan { $plan } now.
org-delete-confirm = Delete { $name } with everything in it, thirty days from now?
org-deletes = { $name } will be deleted on { $at }; `cmis org:delete --undo` calls it off.
org-restored = { $name } will not be deleted.
org-exported = Exported: { $path } ({ $size }).
key-created = The key { $name } is made. It is shown only now:
key-revoke-confirm = Revoke the key { $key }?
key-revoked = The key { $key } is revoked.
rotate-busy = A server or a worker is running; stop `cmis serve` and `cmis worker` first.
rotate-confirm = Replace the key that seals the installation's secrets?
rotate-given = The keys come from CMIS_KEYS; put a new one in front there, and run this again.
rotate-done = { $count ->
    [0] The key { $key } is in use; there was nothing to seal again.
    [one] One secret sealed again; the key { $key } is in use.
   *[other] { $count } secrets sealed again; the key { $key } is in use.
}
rotate-failed = { $count ->
    [one] One secret could not be opened with any key; the old keys stay.
   *[other] { $count } secrets could not be opened with any key; the old keys stay.
}
spending-stopped = All spending of { $name } is stopped. Its campaigns are being paused.
spending-released = { $name } may spend again. { $count ->
    [0] No campaign goes on by itself.
    [one] One campaign goes on.
   *[other] { $count } campaigns go on.
}
optimize-total = { $count ->
    [0] No account has numbers.
    [one] One account.
   *[other] { $count } accounts.
}
cleanup-total = { $count ->
    [0] Nothing to delete.
    [one] One row.
   *[other] { $count } rows.
}
cleanup-dry-run = { " " }Nothing was deleted (--dry-run).
check-migrations = Migrations
check-database = Database
check-row-security = Row-level security
check-failed-jobs = Failed jobs
check-queue = Queue
check-maintenance = Maintenance
check-clock = Clock
check-rate-limits = Rate limits
check-disk = Disk
check-backup = Backup
check-integrations = Integrations
check-inbound = Announcements of platforms
grade-ok = ok
grade-warning = warning
grade-critical = critical
status-migrations = { $count ->
    [0] none pending
    [one] one pending
   *[other] { $count } pending
}
status-guarded = { $count ->
    [one] one table guarded
   *[other] { $count } tables guarded
}
status-failed-jobs = { $count ->
    [0] none in the last day
    [one] one in the last day
   *[other] { $count } in the last day
}
status-queue = { $count ->
    [0] empty
    [one] one due job, waiting for { $seconds } s
   *[other] { $count } due jobs, the oldest waiting for { $seconds } s
}
status-no-backup = there is none yet
status-integrations = { $connected ->
    [0] nothing is connected
    [one] one connected
   *[other] { $connected } connected
}{ $ailing ->
    [0] { "" }
    [one] , one of them needs a look (cmis audit:check-alerts)
   *[other] , { $ailing } of them need a look (cmis audit:check-alerts)
}
status-inbound-well = none failed, none waits
status-inbound = given up in the last day: { $failed }; failed three times and tried again: { $retrying }; waiting for longer than five minutes: { $waiting }
status-total = Warnings: { $warnings }, critical: { $critical }.
job-pending = waiting
job-processing = running
job-completed = completed
job-failed = failed
job-cancelled = cancelled
job-unchanged = unchanged: it is not in a state for that
job-no-id = “{ $id }” is no id of a job. See cmis jobs:list.
jobs-retried = { $count ->
    [one] One job runs again.
   *[other] { $count } jobs run again.
}
jobs-cancelled = { $count ->
    [one] One job was cancelled.
   *[other] { $count } jobs were cancelled.
}
schedules-paused = Recurring work has been paused since { $at }.
schedules-none-due = Nothing is due.
alerts-none = There are no alerts.
alert-no-worker = No worker
alert-no-worker-details = no process works on jobs: start cmis serve or cmis worker
alert-paused = Recurring work
alert-failed-jobs = Failed jobs

replay-done = { $count ->
    [one] One delivery is on its way again.
   *[other] { $count } deliveries are on their way again.
}
replay-dry-run = { " " }Nothing was sent (--dry-run).
replay-disabled = { $count ->
    [one] One was left out: its webhook is switched off.
   *[other] { $count } were left out: their webhooks are switched off.
}
replay-unknown = { $id } is no failed delivery.
alert-webhooks = Webhooks
alert-webhooks-details = given up in the last day: { $deliveries }; endpoints that fail: { $endpoints } (see cmis webhooks:failed)
alert-integrations-needs-reconnect = { $count ->
    [one] has to be connected again: { $names }
   *[other] { $count } have to be connected again: { $names }
} (under Integrations; a reconnect link lets somebody without an account do it)
alert-integrations-ends = { $count ->
    [one] ends within a week and cannot renew itself: { $names }
   *[other] { $count } end within a week and cannot renew themselves: { $names }
} (connect again before)
alert-integrations-failing = { $count ->
    [one] three syncs or more failed in a row: { $names }
   *[other] { $count } of which three syncs or more failed in a row: { $names }
} (the integration's log says why; cmis doctor tries it)
alert-integrations-late = { $count ->
    [one] was not read for six hours: { $names }
   *[other] { $count } were not read for six hours: { $names }
} (does a worker run? see cmis jobs:list --kind sync.integration)

check-doctor-address = Public address
check-doctor-sign-in = Sign-in
check-doctor-callback = Callback
check-doctor-webhook = Webhook address
check-doctor-integration = Integration
doctor-reached = { $url } answers
doctor-unreached = { $url } does not answer ({ $cause }): start cmis serve, and check CMIS_PUBLIC_URL, the proxy and the DNS entry
doctor-answers = { $url } answers { $status } instead of { $expected }: something else is there, or the proxy keeps it back
doctor-insecure = { $url } is not encrypted: platforms refuse such callbacks; put TLS in front and set CMIS_PUBLIC_URL
doctor-no-app = { $platform }: no app is set up; set { $variable } and register { $url }
doctor-app-well = { $platform }: the app can begin a sign-in; registered there has to be { $url }
doctor-app-refused = { $platform }: { $problem }: check the app's id and secret
doctor-well = { $org }, { $platform }, { $name }: works
doctor-missing = { $org }, { $platform }, { $name }: rights are missing: { $scopes }; connect again and allow them
doctor-ends = { $org }, { $platform }, { $name }: ends { $at } and does not renew itself; connect again
doctor-refused = { $org }, { $platform }, { $name }: { $problem }
doctor-reconnect = { $org }, { $platform }, { $name }: has to be connected again
doctor-app-gone = { $org }, { $platform }, { $name }: the app that it was connected with is not set up any more

demo-made = { $org } is made. Sign in with
    { $email }
    { $password }
demo-serve = Its platforms are the sandbox: run the product with `cmis serve --sandbox` (make run ARGS=--sandbox).
demo-partly = Not everything could be read ({ $name }: { $why }). It goes on by itself when the product runs with `cmis serve --sandbox`.
demo-failed = The demo could not be made
sync-queued = waiting
sync-running = reading
sync-completed = completed
sync-failed = failed
sync-cancelled = cancelled
sync-held = held
sync-needs-reconnect = to be connected again
sync-no-accounts = nothing chosen
sync-reading = Reading { $done } of { $all }: { $percent }%, { $rows } rows
sync-waiting = Reading { $done } of { $all }: { $percent }%, { $rows } rows; a platform asks to wait until { $until }
sync-reconnect = connect it again under Integrations; what waits goes on by itself then
sync-choose = no ad account is chosen: choose some under Integrations
sync-lost = its job is gone: try again
sync-stopped = Nobody waits any more. What was begun goes on where a worker runs; the same command waits for it again.
sync-nothing = No organization has an integration with { $platform } that can be read: connect one under Integrations first.
sync-nothing-there = There is no integration with { $platform } in { $org }: connect one under Integrations first.
