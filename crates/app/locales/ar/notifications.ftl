# ما يُبلَّغ به الناس.
check-mail-required = لا يمكن إيقاف رسائل الأمان
notification-somebody = أحدهم
notification-member-joined-title = انضمام { $name } إلى الفريق
notification-member-joined-body = أصبح { $name } ضمن فريق { $org }.
notification-member-left-title = مغادرة { $name } للفريق
notification-member-left-body = لم يعد { $name } ضمن فريق { $org }.
notification-member-role-changed-title = تغيّر دورك
notification-member-role-changed-body = { $role ->
    [admin] عيّنك { $actor } مسؤولًا في { $org }.
    [manager] عيّنك { $actor } مديرًا في { $org }.
    [member] عيّنك { $actor } عضوًا في { $org }.
    [viewer] عيّنك { $actor } مشاهدًا في { $org }.
   *[other] غيّر { $actor } دورك في { $org }.
}
notification-invitation-accepted-title = قُبلت الدعوة: { $actor }
notification-invitation-accepted-body = أصبح { $actor } ضمن فريق { $org }.
notification-org-deletion-scheduled-title = ستُحذف { $org }
notification-org-deletion-scheduled-body = حُدّد موعد لحذف { $org } بطلب من { $actor }. يمكن لأي مسؤول التراجع قبل حلوله.
notification-org-restored-title = لن تُحذف { $org }
notification-org-restored-body = أُلغي حذف { $org } بطلب من { $actor }.
notification-api-key-created-title = مفتاح API جديد في { $org }
notification-api-key-created-body = أُنشئ مفتاح API باسم «{ $name }» بواسطة { $actor }.
notification-webhook-stopped-title = أُوقف أحد عناوين الويب هوك في { $org }
notification-webhook-stopped-body = لم يعد «{ $name }» يستجيب، فتوقف الإرسال إليه. أصلح الجهة المستقبِلة ثم شغّله من جديد.
notification-plan-limit-near-title = اقتربت { $org } من أحد حدود باقتها
notification-plan-limit-near-body = { $metric ->
    [members] شُغلت مقاعد الفريق كلها تقريبًا.
    [connected_accounts] اكتمل ربط حسابات الباقة تقريبًا.
    [ai_requests] استُهلكت طلبات الذكاء الاصطناعي لهذا الشهر كلها تقريبًا.
    [storage_bytes] أوشكت مساحة التخزين على الامتلاء.
   *[other] أوشك أحد حدود الباقة على النفاد.
}
notification-export-ready-title = نسخة بياناتك جاهزة
notification-export-ready-body = يمكنك تنزيلها خلال سبعة أيام.
notification-security-new-login-title = تسجيل دخول جديد إلى حسابك
notification-security-new-login-body = استُخدم حسابك من جهاز جديد. إن لم تكن أنت فغيّر كلمة المرور.
notification-security-password-changed-title = تغيّرت كلمة المرور
notification-security-password-changed-body = إن لم تكن أنت من غيّرها فأعد تعيينها فورًا.
notification-security-mfa-changed-title = { $state ->
    [on] فُعّل التحقق بخطوتين
   *[off] أُوقف التحقق بخطوتين
}
notification-security-mfa-changed-body = إن لم تكن أنت من أجرى هذا التغيير فأعد تعيين كلمة المرور فورًا.
notification-integration-needs-reconnect-title = يلزم إعادة ربط { $name }
notification-integration-needs-reconnect-body = سحبت المنصة الإذن. لا يُقرأ شيء حتى يُعاد الربط، ولا يضيع شيء مما ينتظر.
notification-integration-sync-failed-title = تعذّرت قراءة { $name }
notification-integration-sync-failed-body = تعذّرت قراءة حملات المنصة أو أرقامها. يبيّن سجل الربط السبب، وتُعاد المحاولة كل ساعة.

notification-ad-reviewed-title = روجع { $name }
notification-ad-reviewed-body = تقول المنصة: { $result }.
notification-budget-threshold-reached-title = أوشكت ميزانية { $name } على النفاد
notification-budget-threshold-reached-body = صُرف { $percent }%. المتبقي: { $remaining } { $currency }.
notification-campaign-push-failed-title = رفضت إحدى المنصات تغييرًا في { $name }
notification-campaign-push-failed-body = لم يقبل { $account } ما تقرر. افتح الحملة لمعرفة السبب ثم حاول من جديد.
