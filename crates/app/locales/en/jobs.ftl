# Background work.
error-job-failed = The work did not succeed. Start it again; if it fails again, contact the administrator of the installation.
error-job-unreadable = The work was stored by another version of CMIS and cannot be read. Start it anew from its page.
error-job-unknown-kind = No server could do this kind of work for seven days. The administrator of the installation can find out why.
error-job-crashed = CMIS made a mistake while it worked. Try again; if it happens again, contact the administrator of the installation.
error-job-lost = The server was interrupted in the middle of the work each time. Try again.
error-job-ended = The work has ended already
error-job-not-failed = Only work that failed or was cancelled can be tried again
message-job-cancelled = The work was cancelled
message-job-stopping = The work has been told to stop. It ends at the next safe point.
message-job-retried = The work begins again
message-scheduler-paused = Recurring work is paused. What is in the queues already goes on.
message-scheduler-resumed = Recurring work goes on
activity-job-cancelled = { $actor } cancelled a piece of background work
activity-job-retried = { $actor } started a piece of background work again
notice-backup-title = The nightly backup failed
notice-backup-body = CMIS could not make a backup of the database. The reason is in the server’s log. Until a backup succeeds, the last good one is all there is.
thing-schedule = Schedule
