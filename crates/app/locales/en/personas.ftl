# Personas.
thing-persona = Persona
check-no-persona = There is no such persona
check-persona-name-taken = There is a persona of this name already
error-persona-limit = { $max ->
    [one] The organization has { $max } persona, the most that it may have. Remove one first.
   *[other] The organization has { $max } personas, the most that it may have. Remove some first.
}
message-persona-removed = The persona was removed
activity-persona-created = { $actor } created the persona { $object }
activity-persona-updated = { $actor } changed the persona { $object }
activity-persona-removed = { $actor } removed the persona { $object }
