# الحملات وأرقامها.
thing-campaign = الحملة
thing-campaign-change = التغيير

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
check-campaign-begun = بدأت الحملة، فيبقى يومها الأول كما هو
check-campaign-ended = انتهت الحملة. انسخها بتواريخ جديدة.
check-launch-objective = اختر هدف الحملة
check-launch-budget = أدخل الميزانية
check-launch-start = اختر اليوم الأول
check-launch-name = { $max ->
    [zero] لا أحرف
    [one] قصّر الاسم إلى حرف واحد لتقبله كل المنصات
    [two] قصّر الاسم إلى حرفين لتقبله كل المنصات
    [few] قصّر الاسم إلى { $max } أحرف لتقبله كل المنصات
    [many] قصّر الاسم إلى { $max } حرفًا لتقبله كل المنصات
   *[other] قصّر الاسم إلى { $max } حرف لتقبله كل المنصات
}
check-launch-account = اختر حسابًا إعلانيًا واحدًا على الأقل
check-launch-token = لا يمكن الوصول إلى أي من الحسابات الإعلانية. أعد ربط منصاتها أو اختر غيرها.
check-launch-currency = عملة { $name } هي { $account } وعملة الحملة { $currency }: اختر حسابات إعلانية بعملة واحدة
check-launch-share = الميزانية أصغر من أن توزَّع على الحسابات الإعلانية
check-launch-end = اختر اليوم الأخير: تشترطه المنصات عندما تكون الميزانية للحملة كلها
check-launch-app = لا تُنشأ حملات التطبيقات في { $platform } من هنا: اختر هدفًا آخر أو أنشئها هناك
check-launch-display = ميزانيات Google Ads للوعي بالعلامة يومية فقط: اختر ميزانية يومية
check-launch-language = تشترط Snapchat لغة واحدة بالضبط عند اختيار عدة بلدان: اختر لغة واحدة أو بلدًا واحدًا
check-launch-locations = اختر بلدًا واحدًا على الأقل: تعرض المنصات الإعلانات في بلدان تُسمّى لها
check-percent = أدخل نسبة مئوية من ‎-90 إلى 1000 بمنزلتين عشريتين على الأكثر
error-campaign-launched = أُطلقت الحملة من قبل
error-campaign-not-launched = الحملة مسودة. أطلقها أولًا.
error-campaign-not-paused = لا تُستأنف إلا حملة متوقفة مؤقتًا
error-campaign-not-active = لا تُوقف مؤقتًا إلا حملة نشطة
error-campaign-over = انتهت الحملة
error-campaign-beyond = تعمل الحملة أيضًا على حسابات إعلانية لا يحق لك استخدامها. اطلب ذلك ممن يحق له.
error-campaign-nothing-failed = لم يفشل شيء يمكن تكراره
error-campaign-being-made = ما زالت المنصات تنشئ الحملة. غيّر تواريخها حين تفرغ من ذلك.
error-campaign-nowhere = لا تشغّل أي منصة الحملة الآن
error-budget-elsewhere = تحفظ المنصة الميزانية مع المجموعات الإعلانية. غيّرها هناك.
error-budget-currencies = تعمل الحملة بعملات عدة. غيّر الميزانيات في المنصات.
error-budget-steep = ستتغير الميزانية من { $before } إلى { $after } { $currency }، أي بأكثر من النصف. أكّد للمتابعة.
error-budgets-steep = ستتغير الميزانيات بنسبة { $percent } بالمئة، أي بأكثر من النصف. أكّد للمتابعة.
error-change-stays = لم يعد التراجع ممكنًا: اتُّخذ قرار أحدث، أو لم تُجب إحدى المنصات بعد
error-campaign-archived = الحملة مؤرشفة. استعدها أولًا.
error-campaign-not-archived = الحملة ليست مؤرشفة
error-campaign-not-over = تُؤرشف الحملة التي أُطلقت بعد انتهائها
error-campaign-known = تعرف إحدى المنصات هذه الحملة، وأرقامها تابعة لها. أرشفها بدلًا من حذفها.

message-campaign-created = أُنشئت الحملة
message-campaign-deleted = حُذفت الحملة
message-campaign-archived = أُرشفت الحملة
message-campaign-restored = استُعيدت الحملة
message-campaign-launched = تُطلق الحملة الآن
message-campaign-paused = تُوقف الحملة الآن في منصاتها
message-campaign-resumed = تُستأنف الحملة الآن في منصاتها
message-campaign-completed = أُنهيت الحملة
message-change-undone = تم التراجع عن التغيير

activity-campaign-created = أنشأ { $actor } الحملة { $object }
activity-campaign-imported = عُثر على الحملة { $object } في منصتها
activity-campaign-updated = غيّر { $actor } الحملة { $object }
activity-campaign-status_changed = نقل { $actor } الحملة { $object } إلى الحالة: { $word }
activity-campaign-deleted = حذف { $actor } الحملة { $object }
activity-campaign-retried = طلب { $actor } إبلاغ منصات الحملة { $object } من جديد
activity-campaign-push_failed = رفضت إحدى المنصات ما تقرر للحملة { $object }
campaign-status-draft = مسودة
campaign-status-active = نشطة
campaign-status-paused = متوقفة مؤقتًا
campaign-status-completed = مكتملة
campaign-status-archived = مؤرشفة

webhook-event-campaign-created = أُنشئت حملة
webhook-event-campaign-updated = تغيّرت حملة
webhook-event-campaign-status-changed = انتقلت حملة إلى حالة أخرى: أُطلقت أو توقفت أو انتهت أو أُرشفت
webhook-event-campaign-deleted = حُذفت حملة
