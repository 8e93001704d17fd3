# الشخصيات.
thing-persona = الشخصية
check-no-persona = لا توجد شخصية كهذه
check-persona-name-taken = توجد شخصية بهذا الاسم
error-persona-limit = { $max ->
    [one] لدى المؤسسة شخصية واحدة وهو الحد الأقصى. احذفها أولًا.
    [two] لدى المؤسسة شخصيتان وهو الحد الأقصى. احذف إحداهما أولًا.
    [few] لدى المؤسسة { $max } شخصيات وهو الحد الأقصى. احذف بعضها أولًا.
   *[other] لدى المؤسسة { $max } شخصية وهو الحد الأقصى. احذف بعضها أولًا.
}
message-persona-removed = حُذفت الشخصية
activity-persona-created = أنشأ { $actor } الشخصية { $object }
activity-persona-updated = غيّر { $actor } الشخصية { $object }
activity-persona-removed = حذف { $actor } الشخصية { $object }
