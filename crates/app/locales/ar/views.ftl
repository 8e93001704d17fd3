# العروض المحفوظة.
thing-view = العرض
thing-saved-view = العرض
check-view-name-taken = لديك عرض بهذا الاسم
check-view-parameters = { $max ->
    [one] لا يحتوي العرض على أكثر من معامل واحد
    [two] لا يحتوي العرض على أكثر من معاملين
    [few] لا يحتوي العرض على أكثر من { $max } معاملات
   *[other] لا يحتوي العرض على أكثر من { $max } معاملًا
}
error-view-limit = { $max ->
    [one] لديك عرض واحد وهو الحد الأقصى. احذفه أولًا.
    [two] لديك عرضان وهو الحد الأقصى. احذف أحدهما أولًا.
    [few] لديك { $max } عروض وهو الحد الأقصى. احذف بعضها أولًا.
   *[other] لديك { $max } عرض وهو الحد الأقصى. احذف بعضها أولًا.
}
message-view-removed = حُذف العرض
activity-saved_view-created = شارك { $actor } العرض { $object }
activity-saved_view-updated = غيّر { $actor } العرض المشترك { $object }
activity-saved_view-removed = حذف { $actor } العرض المشترك { $object }
