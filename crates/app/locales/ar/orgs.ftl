# المؤسسات وفرقها.
error-last-admin = هذا آخر مسؤول في المؤسسة. عيّن مسؤولًا آخر أولًا.
error-role-above = لا يمكن لأحد أن يمنح دورًا أعلى من دوره أو يغيّره
error-too-many-orgs = بلغت الحد الأقصى لعدد المؤسسات للشخص الواحد. غادر إحداها أولًا.
error-own-mfa-first = فعّل التحقق بخطوتين لحسابك أولًا، وإلا فلن تستطيع الدخول إلى المؤسسة
error-org-deletion-begun = بدأ حذف هذه المؤسسة ولا يمكن التراجع عنه
error-already-member = هذا العنوان لعضو في المؤسسة بالفعل
error-already-invited = توجد دعوة مفتوحة لهذا العنوان. أعد إرسالها أو ألغها أولًا.
error-invitation-used = قُبلت هذه الدعوة من قبل. يمكنك إزالة العضو بدلًا من ذلك.
error-invitation-revoked = أُلغيت هذه الدعوة. أنشئ دعوة جديدة.
error-invitation-other-address = أُرسلت هذه الدعوة إلى { $email }، وأنت مسجّل الدخول بالعنوان { $own }. سجّل الدخول بالعنوان المدعو.
error-plan-members = { $limit ->
    [zero] لا تسمح باقتك بإضافة أعضاء. اختر باقة أكبر لدعوة المزيد.
    [one] تسمح باقتك بعضو واحد، بما في ذلك الدعوات المفتوحة. اختر باقة أكبر لدعوة المزيد.
    [two] تسمح باقتك بعضوين، بما في ذلك الدعوات المفتوحة. اختر باقة أكبر لدعوة المزيد.
    [few] تسمح باقتك بعدد { $limit } أعضاء، بما في ذلك الدعوات المفتوحة. اختر باقة أكبر لدعوة المزيد.
    [many] تسمح باقتك بعدد { $limit } عضوًا، بما في ذلك الدعوات المفتوحة. اختر باقة أكبر لدعوة المزيد.
   *[other] تسمح باقتك بعدد { $limit } عضو، بما في ذلك الدعوات المفتوحة. اختر باقة أكبر لدعوة المزيد.
}
error-plan-connected-accounts = { $limit ->
    [zero] لا تسمح باقتك بربط حسابات. اختر باقة أكبر.
    [one] تسمح باقتك بربط حساب واحد. اختر باقة أكبر لربط المزيد.
    [two] تسمح باقتك بربط حسابين. اختر باقة أكبر لربط المزيد.
    [few] تسمح باقتك بربط { $limit } حسابات. اختر باقة أكبر لربط المزيد.
    [many] تسمح باقتك بربط { $limit } حسابًا. اختر باقة أكبر لربط المزيد.
   *[other] تسمح باقتك بربط { $limit } حساب. اختر باقة أكبر لربط المزيد.
}
error-plan-ai-requests = { $limit ->
    [zero] لا تشمل باقتك طلبات الذكاء الاصطناعي. اختر باقة أكبر.
    [one] تسمح باقتك بطلب ذكاء اصطناعي واحد في الشهر. اختر باقة أكبر أو انتظر الشهر القادم.
    [two] تسمح باقتك بطلبي ذكاء اصطناعي في الشهر. اختر باقة أكبر أو انتظر الشهر القادم.
    [few] تسمح باقتك بعدد { $limit } طلبات ذكاء اصطناعي في الشهر. اختر باقة أكبر أو انتظر الشهر القادم.
    [many] تسمح باقتك بعدد { $limit } طلبًا للذكاء الاصطناعي في الشهر. اختر باقة أكبر أو انتظر الشهر القادم.
   *[other] تسمح باقتك بعدد { $limit } طلب ذكاء اصطناعي في الشهر. اختر باقة أكبر أو انتظر الشهر القادم.
}
error-plan-storage = امتلأت مساحة التخزين في باقتك. احذف ملفات لم تعد تحتاج إليها أو اختر باقة أكبر.
check-too-many = عدد العناصر أكبر من المسموح
check-org-name = هذا ليس اسم المؤسسة
role-admin = مسؤول
role-manager = مدير
role-member = عضو
role-viewer = مُشاهد
activity-actor-system = CMIS
activity-other = { $actor }: { $kind } ({ $object })
activity-org-created = أنشأ { $actor } المؤسسة { $object }
activity-org-updated = غيّر { $actor } إعدادات المؤسسة
activity-org-administered = غيّر { $actor } باقة المؤسسة أو حالة إيقافها
activity-org-deletion_scheduled = جدول { $actor } حذف المؤسسة
activity-org-restored = تراجع { $actor } عن حذف المؤسسة
activity-org-export_requested = طلب { $actor } تصدير بيانات المؤسسة
activity-org-export_ready = ملف تصدير المؤسسة جاهز
activity-plan-limit_near = استُخدمت تسعة أعشار أحد حدود الباقة
activity-member-joined = انضم { $object } بدور { $role }
activity-member-updated = غيّر { $actor } عضوية { $object }
activity-member-role_changed = منح { $actor } { $object } دور { $role }
activity-member-removed = أزال { $actor } { $object } من المؤسسة
activity-member-left = غادر { $object } المؤسسة
activity-invitation-created = دعا { $actor } { $object } بدور { $role }
activity-invitation-resent = أعاد { $actor } إرسال الدعوة إلى { $object }
activity-invitation-revoked = ألغى { $actor } الدعوة المرسلة إلى { $object }
