# التنبيهات وقواعدها.
thing-alert = التنبيه
thing-alert-rule = قاعدة التنبيه
check-alert-thresholds = { $max ->
    [one] أدخل حدًا واحدًا
    [two] أدخل حدًا أو حدين
    [few] أدخل من حد واحد إلى { $max } حدود
   *[other] أدخل من حد واحد إلى { $max } حدًا
}
check-alert-threshold = أدخل حدودًا أكبر من صفر ولا تزيد على { $max }
error-alert-rule-exists = توجد قاعدة من هذا النوع لهذا الغرض. غيّر تلك القاعدة.
error-alert-rule-limit = { $max ->
    [one] للمؤسسة قاعدة تنبيه واحدة على الأكثر
    [two] للمؤسسة قاعدتا تنبيه على الأكثر. احذف إحداهما أولًا.
    [few] للمؤسسة { $max } قواعد تنبيه على الأكثر. احذف بعضها أولًا.
   *[other] للمؤسسة { $max } قاعدة تنبيه على الأكثر. احذف بعضها أولًا.
}
error-alert-rule-all = تشمل هذه القاعدة حسابات إعلانية لا يحق لك استخدامها. اطلب ذلك ممن يحق له استخدامها كلها.
error-alert-resolved = انتهى هذا التنبيه بالفعل
message-alert-dismissed = صُرف النظر عن التنبيه
message-alert-rule-removed = حُذفت القاعدة

activity-alert-fired = تجاوز أحد أرقام الحملة { $object } حدًا
activity-alert-resolved = عاد أحد أرقام الحملة { $object } إلى ما ينبغي
activity-alert-dismissed = صرف { $actor } النظر عن تنبيه للحملة { $object }
activity-alert_rule-created = أنشأ { $actor } قاعدة تنبيه
activity-alert_rule-updated = غيّر { $actor } قاعدة تنبيه
activity-alert_rule-removed = حذف { $actor } قاعدة تنبيه

notification-alert-fired-title = { $kind ->
    [budget] { $name }: صُرف { $value }% من الميزانية
    [pacing] إنفاق { $name } بعيد عن ميزانيتها
    [cpa] ارتفعت تكلفة تحويلات { $name }
    [roas] تراجع عائد { $name }
    [ctr] تراجعت نقرات { $name }
    [spend_spike] ارتفع إنفاق { $name } أمس كثيرًا
   *[other] تجاوز أحد أرقام { $name } حدًا
}
notification-alert-fired-body = { $kind ->
    [budget] بلغ ذلك { $threshold }% أو أكثر. انظر متى تنفد الميزانية وارفعها إن كان ينبغي أن تستمر الحملة.
    [pacing] بوتيرة الإنفاق الحالية تنتهي بفارق { $value }% عن الميزانية. المقبول حتى { $threshold }%.
    [cpa] تكلفة التحويل { $value } { $currency }. المقبول حتى { $threshold }.
    [roas] الإيرادات { $value } ضعف الإنفاق. المقبول من { $threshold } فأكثر.
    [ctr] نُقر على { $value }% من مرات الظهور. المقبول من { $threshold }% فأكثر.
    [spend_spike] ذلك أعلى من الأيام السابقة بنسبة { $value }%. المقبول حتى { $threshold }%.
   *[other] افتح الحملة لمعرفة التفاصيل.
}
