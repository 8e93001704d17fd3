# الويب هوك الصادرة.
thing-webhook = الويب هوك
thing-webhook-delivery = عملية التسليم
check-webhook-url = أدخل عنوان ويب يبدأ بـ https://
check-webhook-https = يجب أن يبدأ العنوان بـ https://
check-webhook-credentials = لا يجوز أن يحتوي العنوان على اسم مستخدم أو كلمة مرور
check-webhook-port = هذا المنفذ مخصص لخدمة أخرى. استخدم 443 أو منفذًا أعلى من 1023.
check-webhook-private = يقود هذا العنوان إلى شبكة خاصة لا يمكن الوصول إليها من هنا
check-webhook-secret = استخدم من 16 إلى 128 حرفًا لاتينيًا أو رقمًا أو رمزًا بلا مسافات، وبعد whsec_ مفتاحًا بصيغة base64
check-webhook-event = لا يوجد حدث باسم { $event }
check-webhook-no-events = اختر حدثًا واحدًا على الأقل، أو اختر جميع الأحداث
check-webhook-many-events = { $max ->
    [zero] لا يمكن اختيار أي حدث
    [one] اختر حدثًا واحدًا على الأكثر
    [two] اختر حدثين على الأكثر
    [few] اختر { $max } أحداث على الأكثر
    [many] اختر { $max } حدثًا على الأكثر
   *[other] اختر { $max } حدث على الأكثر
}
error-webhook-limit = { $max ->
    [zero] لا يمكن للمؤسسة إضافة أي ويب هوك
    [one] للمؤسسة ويب هوك واحد على الأكثر. احذفه أولًا.
    [two] للمؤسسة عنوانا ويب هوك على الأكثر. احذف أحدهما أولًا.
    [few] للمؤسسة { $max } عناوين ويب هوك على الأكثر. احذف أحدها أولًا.
    [many] للمؤسسة { $max } عنوان ويب هوك على الأكثر. احذف أحدها أولًا.
   *[other] للمؤسسة { $max } عنوان ويب هوك على الأكثر. احذف أحدها أولًا.
}
error-webhook-disabled = هذا الويب هوك متوقف. شغّله أولًا.
message-webhook-removed = حُذف الويب هوك

activity-webhook_endpoint-created = أضاف { $actor } الويب هوك { $object }
activity-webhook_endpoint-updated = عدّل { $actor } الويب هوك { $object }
activity-webhook_endpoint-removed = حذف { $actor } الويب هوك { $object }
activity-webhook_endpoint-enabled = شغّل { $actor } الويب هوك { $object }
activity-webhook_endpoint-disabled = أوقف { $actor } الويب هوك { $object }
activity-webhook_endpoint-stopped = أُوقف الويب هوك { $object } لأنه لم يعد يستجيب
activity-webhook_endpoint-secret_rotated = أعطى { $actor } الويب هوك { $object } سرًّا جديدًا
activity-webhook_endpoint-resent = أعاد { $actor } إرسال حدث إلى الويب هوك { $object }

webhook-event-member-joined = انضم شخص إلى الفريق
webhook-event-member-updated = تغيّرت عضوية: الحسابات الإعلانية أو الإيقاف
webhook-event-member-role-changed = تغيّر دور أحد الأعضاء
webhook-event-member-removed = أُزيل أحد الأعضاء
webhook-event-member-left = غادر أحد الأعضاء
webhook-event-invitation-created = دُعي شخص إلى المؤسسة
webhook-event-invitation-resent = أُعيد إرسال دعوة
webhook-event-invitation-accepted = قُبلت دعوة
webhook-event-invitation-revoked = سُحبت دعوة
webhook-event-org-updated = تغيّرت إعدادات المؤسسة
webhook-event-org-plan-changed = تغيّرت باقة المؤسسة
webhook-event-org-deletion-scheduled = تقرّر حذف المؤسسة
webhook-event-org-restored = أُلغي حذف المؤسسة
webhook-event-org-export-ready = تصدير بيانات المؤسسة جاهز
webhook-event-plan-limit-near = استُخدم تسعة أعشار أحد حدود الباقة
webhook-event-api-key-created = أُنشئ مفتاح API
webhook-event-api-key-updated = عُدّل مفتاح API
webhook-event-api-key-revoked = أُلغي مفتاح API
webhook-event-oauth-app-created = سُجّل تطبيق OAuth
webhook-event-oauth-app-updated = عُدّل تطبيق OAuth
webhook-event-oauth-app-secret-rotated = حصل تطبيق OAuth على سر جديد
webhook-event-oauth-app-removed = أُزيل تطبيق OAuth
webhook-event-oauth-grant-created = مُنح تطبيق حق الوصول
webhook-event-oauth-grant-revoked = أُنهي وصول تطبيق
