# Saved views.
thing-view = View
thing-saved-view = View
check-view-name-taken = You have a view of this name already
check-view-parameters = { $max ->
    [one] A view holds at most { $max } parameter
   *[other] A view holds at most { $max } parameters
}
error-view-limit = { $max ->
    [one] You have { $max } view, the most that one may have. Remove one first.
   *[other] You have { $max } views, the most that one may have. Remove some first.
}
message-view-removed = The view was removed
activity-saved_view-created = { $actor } shared the view { $object }
activity-saved_view-updated = { $actor } changed the shared view { $object }
activity-saved_view-removed = { $actor } removed the shared view { $object }
