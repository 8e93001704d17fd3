# الحملات وأرقامها.
thing-campaign = الحملة

check-date-range = اختر يومًا بين عامي 2000 و2100
check-date-past = انقضى هذا اليوم. اختر اليوم أو يومًا بعده.
check-dates-reversed = اليوم الأخير يسبق اليوم الأول
check-period-long = { $max ->
    [zero] لا أيام
    [one] اسأل عن يوم واحد على الأكثر
    [two] اسأل عن يومين على الأكثر
    [few] اسأل عن { $max } أيام على الأكثر
    [many] اسأل عن { $max } يومًا على الأكثر
   *[other] اسأل عن { $max } يوم على الأكثر
}
check-budget-positive = يجب أن تكون الميزانية عددًا موجبًا
check-budget-places = { $places ->
    [zero] لا كسور في { $currency }: أدخل عددًا صحيحًا
    [one] في { $currency } منزلة عشرية واحدة
    [two] في { $currency } منزلتان عشريتان
    [few] في { $currency } { $places } منازل عشرية
    [many] في { $currency } { $places } منزلة عشرية
   *[other] في { $currency } { $places } منزلة عشرية
}
check-budget-huge = أدخل ميزانية لا تزيد على { $max }
check-age = أدخل عمرًا من { $min } إلى { $max }
check-ages-reversed = العمر الأعلى أقل من العمر الأدنى
check-country = استخدم رموز البلدان من حرفين، مثل SA
check-language-code = استخدم رموز اللغات من حرفين، مثل ar
check-too-many-words = { $max ->
    [zero] لا كلمات
    [one] كلمة واحدة على الأكثر
    [two] كلمتان على الأكثر
    [few] { $max } كلمات على الأكثر
    [many] { $max } كلمةً على الأكثر
   *[other] { $max } كلمة على الأكثر
}
check-too-many-campaigns = { $max ->
    [zero] لا حملات
    [one] غيّر حملة واحدة على الأكثر دفعة واحدة
    [two] غيّر حملتين على الأكثر دفعة واحدة
    [few] غيّر { $max } حملات على الأكثر دفعة واحدة
    [many] غيّر { $max } حملةً على الأكثر دفعة واحدة
   *[other] غيّر { $max } حملة على الأكثر دفعة واحدة
}
check-no-member = لا يوجد هذا العضو في الفريق
check-no-used-account = لا تستخدم المؤسسة الحساب الإعلاني { $id }، أو لا يحق لك استخدامه
check-compare = اختر من { $min } إلى { $max } حملات
check-campaign-runs = تحدد المنصة هذا للحملة التي أُطلقت. غيّره هناك.
error-campaign-archived = الحملة مؤرشفة. استعدها أولًا.
error-campaign-not-archived = الحملة ليست مؤرشفة
error-campaign-not-over = تُؤرشف الحملة التي أُطلقت بعد انتهائها
error-campaign-known = تعرف إحدى المنصات هذه الحملة، وأرقامها تابعة لها. أرشفها بدلًا من حذفها.

message-campaign-created = أُنشئت الحملة
message-campaign-deleted = حُذفت الحملة
message-campaign-archived = أُرشفت الحملة
message-campaign-restored = استُعيدت الحملة

activity-campaign-created = أنشأ { $actor } الحملة { $object }
activity-campaign-imported = عُثر على الحملة { $object } في منصتها
activity-campaign-updated = غيّر { $actor } الحملة { $object }
activity-campaign-status_changed = نقل { $actor } الحملة { $object } إلى الحالة: { $word }
activity-campaign-deleted = حذف { $actor } الحملة { $object }
campaign-status-draft = مسودة
campaign-status-active = نشطة
campaign-status-paused = متوقفة مؤقتًا
campaign-status-completed = مكتملة
campaign-status-archived = مؤرشفة

webhook-event-campaign-created = أُنشئت حملة
webhook-event-campaign-updated = تغيّرت حملة
webhook-event-campaign-status-changed = انتقلت حملة إلى حالة أخرى: أُطلقت أو توقفت أو انتهت أو أُرشفت
webhook-event-campaign-deleted = حُذفت حملة
