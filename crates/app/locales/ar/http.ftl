# آليات HTTP: الأخطاء والتحقق ومعاملات القوائم.
error-not-found = تعذّر العثور على { $thing }
error-forbidden = تحتاج إلى الصلاحية { $permission } لتنفيذ ذلك. اطلبها من مسؤول مؤسستك.
error-unauthenticated = سجّل الدخول، أو أرسل رمز وصول أو مفتاح API صالحًا
error-token-expired = انتهت صلاحية رمز الوصول. جدّده ثم حاول مرة أخرى.
error-session-ended = انتهت جلستك. سجّل الدخول من جديد.
error-invalid-api-key = مفتاح API غير صالح أو منتهي الصلاحية
error-validation = توجد حقول غير صحيحة
error-internal = حدث خطأ داخلي في الخادم
error-busy = يغيّر عمل آخر الشيء نفسه الآن. حاول مجددًا بعد لحظة.
error-unavailable = تعذّر الوصول إلى قاعدة البيانات الآن. حاول بعد لحظات.
error-socket-origin = لا يُسمح لهذه الصفحة بالاتصال من هنا. افتح التطبيق من عنوانه.
error-timeout = استغرق الطلب وقتًا أطول من اللازم فأُوقف. حاول مرة أخرى أو اطلب قدرًا أقل.
error-method = هذه الطريقة غير متاحة في هذا العنوان
error-rate-limited = { $seconds ->
    [zero] تجاوزت حد الطلبات. حاول الآن.
    [one] تجاوزت حد الطلبات. حاول بعد ثانية واحدة.
    [two] تجاوزت حد الطلبات. حاول بعد ثانيتين.
    [few] تجاوزت حد الطلبات. حاول بعد { $seconds } ثوانٍ.
    [many] تجاوزت حد الطلبات. حاول بعد { $seconds } ثانيةً.
   *[other] تجاوزت حد الطلبات. حاول بعد { $seconds } ثانية.
}
error-too-large = حجم الطلب أكبر من { $limit }. أرسل قدرًا أقل.
error-unsupported-media-type = أرسل نوع المحتوى { $accepted }
error-body-incomplete = لم يصل محتوى الطلب كاملًا. أعد إرساله.
error-not-json = محتوى الطلب ليس JSON صالحًا (السطر { $line }، العمود { $column })
error-not-object = أرسل كائن JSON واحدًا، لا مصفوفة
error-wrong-type = نوع خاطئ في { $path }: { $cause }
error-query = معاملات العنوان غير صالحة: { $cause }
error-query-zero = معاملات العنوان تحتوي على محرف صفري
error-parameter-number = يجب أن تكون { $name } عددًا صحيحًا من 1 إلى { $max }
error-parameter-value = لا تقبل { $name } القيمة «{ $value }». القيم الممكنة: { $options }
error-parameter-many = تقبل { $name } مئة قيمة على الأكثر
error-parameter-long = تقبل { $name } مئتي محرف على الأكثر
error-cursor = مؤشر الصفحة غير صالح. ابدأ من دونه.
error-if-match = يجب أن تحمل If-Match رقم إصدار بين علامتي اقتباس
error-stale-version = غيّر شخص آخر هذا العنصر في هذه الأثناء. حمّله من جديد ثم كرّر تعديلك.
error-org-header = يقبل X-Org-Id معرّف مؤسسة واحدة، ومرة واحدة فقط
error-idempotency-key = يجب أن يتراوح طول Idempotency-Key بين محرف واحد ومئتي محرف
error-idempotency-other-body = استُخدم Idempotency-Key هذا مع طلب آخر. استخدم مفتاحًا جديدًا.
error-idempotency-running = ما زال الطلب الأول بهذا المفتاح قيد التنفيذ. حاول بعد لحظات.
error-idempotency-too-many = بلغت الحد الأقصى من مفاتيح Idempotency-Key السارية. أرسل الطلب من دون مفتاح، أو انتظر انتهاء المفاتيح السابقة.
error-idempotency-lost = لم يكتمل الطلب الأول بهذا المفتاح. تحقق من أثره ثم استخدم مفتاحًا جديدًا.
check-required = هذا الحقل مطلوب
check-too-short = { $min ->
    [zero] لا حد أدنى
    [one] محرف واحد على الأقل
    [two] محرفان على الأقل
    [few] { $min } محارف على الأقل
    [many] { $min } محرفًا على الأقل
   *[other] { $min } محرف على الأقل
}
check-too-long = { $max ->
    [zero] لا محارف
    [one] محرف واحد على الأكثر
    [two] محرفان على الأكثر
    [few] { $max } محارف على الأكثر
    [many] { $max } محرفًا على الأكثر
   *[other] { $max } محرف على الأكثر
}
check-control-characters = لا يُسمح بمحارف التحكم هنا
check-email = عنوان البريد الإلكتروني غير صالح
check-time-zone = المنطقة الزمنية غير معروفة. مثال: Asia/Riyadh
check-currency = رمز العملة غير معروف. مثال: SAR
check-one-of = القيم الممكنة: { $options }
check-scopes-empty = اختر صلاحية واحدة على الأقل
check-scopes-unknown = إحدى هذه الصلاحيات غير موجودة
check-future = يجب أن يكون هذا الوقت في المستقبل
check-password-short = { $min ->
    [zero] لا حد أدنى
    [one] محرف واحد على الأقل
    [two] محرفان على الأقل
    [few] { $min } محارف على الأقل
    [many] { $min } محرفًا على الأقل
   *[other] { $min } محرف على الأقل
}
check-password-common = كلمة المرور هذه سهلة التخمين. اختر كلمة أطول أو أقل شيوعًا.
thing-page = الصفحة
thing-room = الغرفة
thing-org = المؤسسة
thing-member = العضو
thing-invitation = الدعوة
thing-api-key = مفتاح API
thing-oauth-app = تطبيق OAuth
thing-grant = الإذن
thing-session = الجلسة
thing-user = المستخدم
thing-notification = الإشعار
thing-job = المهمة
thing-plan = الباقة
thing-picture = الصورة
thing-file = الملف
