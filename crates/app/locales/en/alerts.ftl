# Alerts and their rules.
thing-alert = Alert
thing-alert-rule = Alert rule
check-alert-thresholds = { $max ->
    [one] Enter { $max } threshold
   *[other] Enter one to { $max } thresholds
}
check-alert-threshold = Enter thresholds above zero and up to { $max }
error-alert-rule-exists = There is a rule of this kind for this already. Change that one.
error-alert-rule-limit = { $max ->
    [one] An organization has at most { $max } alert rule
   *[other] An organization has at most { $max } alert rules. Remove some first.
}
error-alert-rule-all = This rule is about ad accounts that you may not use. Ask someone who may use all of them.
error-alert-resolved = The alert was resolved already
message-alert-dismissed = The alert was dismissed
message-alert-rule-removed = The rule was removed

activity-alert-fired = A number of the campaign { $object } crossed a threshold
activity-alert-resolved = A number of the campaign { $object } is back where it should be
activity-alert-dismissed = { $actor } dismissed an alert of the campaign { $object }
activity-alert_rule-created = { $actor } made an alert rule
activity-alert_rule-updated = { $actor } changed an alert rule
activity-alert_rule-removed = { $actor } removed an alert rule

notification-alert-fired-title = { $kind ->
    [budget] { $name }: { $value }% of the budget is spent
    [pacing] { $name } is off its budget
    [cpa] Conversions of { $name } cost more
    [roas] { $name } brings in less
    [ctr] { $name } is clicked less often
    [spend_spike] { $name } spent much more yesterday
   *[other] A number of { $name } crossed a threshold
}
notification-alert-fired-body = { $kind ->
    [budget] That is { $threshold }% or more. Look at when it runs out, and raise it if it should run on.
    [pacing] As it spends now, it ends { $value }% off its budget. Up to { $threshold }% is fine.
    [cpa] One costs { $value } { $currency }. Up to { $threshold } is fine.
    [roas] Revenue is { $value } times the spend. From { $threshold } on is fine.
    [ctr] { $value }% of its impressions are clicked. From { $threshold }% on is fine.
    [spend_spike] That is { $value }% above the days before. Up to { $threshold }% is fine.
   *[other] Open the campaign to see which.
}
