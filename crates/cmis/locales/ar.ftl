# ما يقوله سطر الأوامر.
about = CMIS: خطّط للتسويق وانشر وردّ وقِس
about-serve = تشغيل المنتج
about-worker = تشغيل المهام الخلفية وحدها
about-sandbox = تشغيل بدائل منصات الإعلان للتجربة
about-list = عرض كل الأوامر
about-migrate = تحديث بنية قاعدة البيانات
about-db-execute-sql = تنفيذ ملف SQL في معاملة واحدة
about-db-console = فتح psql على قاعدة البيانات
about-backup-database = إنشاء نسخة احتياطية لقاعدة البيانات والملفات
about-backup-restore = استبدال كل شيء بنسخة احتياطية
about-user-create = إنشاء شخص
about-user-list = عرض الأشخاص
about-user-set-password = تعيين كلمة مرور وإنهاء كل الجلسات
about-user-make-admin = جعل شخص مديرًا لهذا التثبيت
about-user-disable = تعطيل شخص
about-org-create = إنشاء مؤسسة
about-org-list = عرض المؤسسات
about-org-invite = دعوة شخص إلى مؤسسة
about-org-set-plan = نقل مؤسسة إلى خطة أخرى
about-org-export = كتابة كل ما تملكه مؤسسة في ملف ZIP
about-org-delete = جدولة حذف مؤسسة
about-api-key-create = إنشاء مفتاح API وعرضه مرة واحدة
about-api-key-list = عرض مفاتيح API
about-api-key-revoke = إبطال مفتاح API
about-secrets-rotate = استبدال المفتاح الذي يختم الأسرار
about-jobs-list = عرض الأعمال في الخلفية
about-jobs-retry = إعادة تشغيل المهام التي فشلت
about-jobs-cancel = إلغاء مهام
about-schedule-list = عرض الأعمال الدورية ومواعيدها القادمة
about-schedule-run = تشغيل الأعمال الدورية الآن
about-audit-check-alerts = عرض ما يحتاج إلى الانتباه الآن
about-audit-status = فحص التثبيت
about-demo = إنشاء مؤسسة للتجربة، فيها بيانات سنة من بيئة التجربة
about-generate-performance-report = كتابة نتائج الحملات بصيغتي XLSX وCSV في مجلد البيانات
about-generate-analytics-report = كتابة من وصلت إليهم الحملات وأين وعلى أي جهاز بصيغتي XLSX وCSV في مجلد البيانات
about-spending-status = عرض أين أُوقف الإنفاق أو حُدّ
about-spending-stop = إيقاف الإنفاق كله في مؤسسة
about-spending-release = السماح لمؤسسة بالإنفاق من جديد
about-sync-platform = قراءة منصة الآن وانتظار نتيجتها
about-webhooks-failed = عرض رسائل الويب هوك التي تعذّر تسليمها
about-webhooks-replay = إعادة إرسال رسائل الويب هوك
about-doctor = تجربة ما هو مربوط، وهل تصل المنصات إلى هذا النظام
about-optimize = إعادة جمع الأرقام كلها وإحصاء الجداول
about-cleanup-system-data = حذف المهام المنتهية والبريد القديم
about-cleanup-expired-sessions = حذف الجلسات والروابط المنتهية
about-openapi = طباعة وثيقة OpenAPI
about-completions = طباعة نص الإكمال التلقائي للصدفة
about-version = طباعة الإصدار
yes = نعم
no = لا
column-version = الإصدار
column-name = الاسم
column-applied = طُبّق في
column-email = البريد
column-admin = مدير
column-mfa = عامل ثانٍ
column-disabled = معطّل
column-orgs = المؤسسات
column-seen = آخر ظهور
column-id = المعرّف
column-plan = الخطة
column-members = الأعضاء
column-suspended = موقوفة
column-deletes = تُحذف في
column-created = أُنشئت في
column-period = الفترة
column-size = الحجم
column-file = الملف
column-org = المؤسسة
column-account = الحساب الإعلاني
column-from = من
column-to = إلى
column-prefix = يبدأ بـ
column-member = العضو
column-expires = ينتهي في
column-used = آخر استخدام
column-revoked = أُبطل في
column-host = المضيف
column-event = الحدث
column-attempts = المحاولات
column-reason = السبب
column-given-up = تُركت في
column-kind = النوع
column-rows = الصفوف
column-pages = الصفحات
column-seconds = الثواني
column-integration = الربط
column-bytes = الحجم
column-attempts = المحاولات
column-error = الخطأ
column-recurs = التكرار
column-next = الموعد القادم
column-last = آخر تشغيل
column-check = الفحص
column-status = الحالة
column-details = التفاصيل
column-active = الحملات النشطة
column-limits = الحدود
column-waiting = بانتظار الموافقة
column-stopped = أُوقف
config-mistakes = { $count ->
    [one] إعداد واحد غير صحيح:
    [two] إعدادان غير صحيحين:
    [few] { $count } إعدادات غير صحيحة:
    [many] { $count } إعدادًا غير صحيح:
   *[other] { $count } إعداد غير صحيح:
}
config-mistake = { $name }: { $why }؛ مثال: { $example }.
config-unknown = لا يوجد إعداد باسم { $name }؛ لن يكون له أثر.
config-unknown-near = لا يوجد إعداد باسم { $name }؛ هل تقصد { $near }؟
config-file-unreadable = تتعذر قراءة ملف الإعدادات { $path } ({ $cause }).
config-file-broken = ملف الإعدادات { $path } ليس TOML صحيحًا في السطر { $line }: { $cause }.
config-kind = المطلوب نص أو رقم أو true أو false أو قائمة نصوص
config-bind = المطلوب عنوان IP ومنفذ
config-url = المطلوب عنوان يبدأ بـ http:// أو https:// بلا مسار
config-addresses = المطلوب عناوين IP تفصل بينها فواصل
config-origins = المطلوب عناوين تبدأ بـ http:// أو https:// تفصل بينها فواصل
config-months = المطلوب عدد أشهر من 1 إلى 37
config-seconds = المطلوب عدد من الثواني لا يتجاوز 3600
config-folder = المطلوب مسار كامل
config-keys = المطلوب مفاتيح من 64 رقمًا ست عشريًا تفصل بينها فواصل
config-time-zone = المطلوب منطقة زمنية من قاعدة IANA، مثل Asia/Riyadh
config-yes-no = المطلوب true أو false
config-database = المطلوب عنوان يبدأ بـ postgres://
config-connections = المطلوب رقم من 4 إلى 1000
config-registration = المطلوب open أو invite
config-rate = المطلوب رقم من 1 إلى 1000000
config-token = المطلوب ثمانية أحرف على الأقل
config-mailbox = المطلوب عنوان بريد
config-smtp = المطلوب عنوان يبدأ بـ smtp:// أو smtps://
config-outside-url = المطلوب عنوان يبدأ بـ http:// أو https://
config-text = المطلوب 500 حرف على الأكثر
config-customer = المطلوب أرقام العميل العشرة
config-version = المطلوب إصدار كما تكتبه المنصة
config-log-format = المطلوب human أو json
config-log-level = المطلوب مستوى (error أو warn أو info أو debug أو trace)
data-unwritable = تتعذر الكتابة في مجلد البيانات { $path } ({ $cause })؛ اختر مجلدًا آخر بواسطة CMIS_DATA_DIR.
data-owner = مجلد البيانات { $path } ملك للمستخدم { $user }، ويتعذر تشغيل هذا الأمر باسمه ({ $cause })؛ ضع cmis حيث يمكن للجميع تشغيله، مثل /usr/local/bin.
keys-unreadable = تتعذر قراءة ملف المفاتيح { $path } ({ $cause }).
keys-damaged = ملف المفاتيح { $path } تالف: يجب أن يحوي كل سطر 64 رقمًا ست عشريًا.
keys-foreign = قاعدة البيانات هذه مختومة بالمفتاح { $needed }، لكن في { $place } المفتاح { $held }؛ ضع المفتاح الصحيح هناك، أو اختر مجلد البيانات التابع لهذه القاعدة.
keys-missing = قاعدة البيانات هذه مختومة بالمفتاح { $needed }، ولا مفتاح في { $place }؛ ضعه هناك، أو اختر مجلد البيانات التابع لهذه القاعدة.
keys-rotation-open = لم يكتمل تدوير المفاتيح؛ أوقف cmis وشغّل ‎`cmis secrets:rotate`‎ مرة أخرى.
keys-none = لا يوجد مفتاح بعد؛ شغّل المنتج مرة واحدة بالأمر ‎`cmis serve`‎.
file-missing = الملف { $path } غير موجود.
serve-running = يعمل CMIS على { $url } (يستمع على { $address }؛ يوقفه Ctrl-C).
serve-setup = لا حساب لأحد بعد. افتح هذا العنوان لإنشاء أول حساب، وهو الذي يدير التثبيت:
serve-sign-in = سجّل الدخول هناك ببريدك وكلمة مرورك.
serve-stopping = جارٍ الإيقاف … (Ctrl-C مرة أخرى ينهي فورًا)
serve-port-taken = برنامج آخر يستمع على { $address } بالفعل؛ أوقفه أو اختر عنوانًا آخر بواسطة ‎--bind‎.
serve-port-forbidden = لا يحق لهذا المستخدم الاستماع على { $address }؛ اختر منفذًا فوق 1023 بواسطة ‎--bind‎.
serve-port-unusable = يتعذر الاستماع على { $address } ({ $cause })؛ اختر عنوانًا آخر بواسطة ‎--bind‎.
serve-proxy-unknown = وسيط على العنوان { $address } يمرّر الطلبات وهو غير موثوق، فيتشارك الجميع عنوانه؛ اضبط CMIS_TRUSTED_PROXIES={ $address } إن كان لك.
mail-nowhere = يصل الناس إلى هذا التثبيت على { $url }، ولا خادم بريد يرسل إليهم الروابط والدعوات؛ اضبط CMIS_SMTP_URL، أو CMIS_MAIL_CATCH=true للتشغيل بلا بريد.
worker-running = العامل يعمل (يوقفه Ctrl-C).
sandbox-running =
    بدائل المنصات تعمل على { $url } (يوقفها Ctrl-C). وكلمة سر كل تطبيق فيها «sandbox-secret».
    وتُرسل الأحداث إلى { $product }.
password-prompt = كلمة المرور:
password-again = مرة أخرى:
password-differs = كلمتا المرور مختلفتان.
password-no-terminal = لا توجد طرفية لطلب كلمة المرور؛ استخدم ‎--password-stdin‎.
confirm-hint = [ن/ل]
confirm-refused = لم يتغير شيء.
confirm-no-terminal = { $question } لا توجد طرفية للسؤال؛ استخدم ‎--force‎.
migrate-applied = { $count ->
    [zero] قاعدة البيانات محدّثة.
    [one] طُبّق ترحيل واحد.
    [two] طُبّق ترحيلان.
    [few] طُبّقت { $count } ترحيلات.
    [many] طُبّق { $count } ترحيلًا.
   *[other] طُبّق { $count } ترحيل.
}
sql-confirm = هل تريد تنفيذ { $path } بصفة مالك قاعدة البيانات؟
sql-failed = فشل تنفيذ SQL وأُلغيت كل تغييراته.
psql-missing = يتعذر تشغيل psql؛ شغّل ‎`make setup`‎ أو ثبّت برامج PostgreSQL.
backup-made = أُنشئت النسخة الاحتياطية: { $path } ({ $size }، مختومة بالمفتاح { $key }).
restore-needs-key = لا مفتاح في { $place }؛ ضع هناك المفتاح الذي خُتمت به النسخة.
restore-well = النسخة المؤرخة { $at } سليمة ({ $size }؛ { $files ->
    [zero] بلا ملفات
    [one] ملف واحد
    [two] ملفان
    [few] { $files } ملفات
    [many] { $files } ملفًا
   *[other] { $files } ملف
}).
restore-confirm = هل تريد استبدال قاعدة البيانات وكل الملفات بنسخة { $at }؟
restore-done = تمت الاستعادة: كل شيء كما كان في { $at }.
restore-ended = أُنهي كل ما كان مفتوحًا آنذاك من جلسات وتطبيقات ودعوات وروابط مرسلة بالبريد، فليسجّل الجميع الدخول من جديد.
restore-keys = المفاتيح التي أُلغيت بعد النسخة الاحتياطية عادت صالحة. راجع هذه القائمة وألغِ ما لا يجوز أن يعمل بالأمر `cmis api-key:revoke`:
user-created = يمكن لصاحب { $email } تسجيل الدخول ({ $id }).
user-password-set = عُيّنت كلمة مرور { $email }؛ { $count ->
    [zero] لم تكن هناك جلسة لإنهائها
    [one] أُنهيت جلسة واحدة
    [two] أُنهيت جلستان
    [few] أُنهيت { $count } جلسات
    [many] أُنهيت { $count } جلسة
   *[other] أُنهيت { $count } جلسة
}.
user-admin = صار { $email } مديرًا لهذا التثبيت.
user-no-admin = لم يعد { $email } مديرًا لهذا التثبيت.
user-disable-confirm = هل تريد تعطيل { $email } وإنهاء كل جلساته؟
user-disabled = عُطّل { $email }.
user-enabled = يمكن لـ { $email } تسجيل الدخول من جديد.
org-created = أُنشئت { $name } ({ $id }).
org-invited = أُرسلت دعوة بالبريد إلى { $email } بهذا الرابط:
org-plan-set = خطة { $name } الآن هي { $plan }.
org-delete-confirm = هل تريد حذف { $name } بكل ما فيها بعد ثلاثين يومًا؟
org-deletes = ستُحذف { $name } في { $at }؛ يلغي ذلك الأمر ‎`cmis org:delete --undo`‎.
org-restored = لن تُحذف { $name }.
org-exported = تم التصدير: { $path } ({ $size }).
key-created = أُنشئ المفتاح { $name }. لن يُعرض إلا الآن:
key-revoke-confirm = هل تريد إبطال المفتاح { $key }؟
key-revoked = أُبطل المفتاح { $key }.
rotate-busy = خادم أو عامل قيد التشغيل؛ أوقف ‎`cmis serve`‎ و‎`cmis worker`‎ أولًا.
rotate-confirm = هل تريد استبدال المفتاح الذي يختم أسرار التثبيت؟
rotate-given = تأتي المفاتيح من CMIS_KEYS؛ ضع مفتاحًا جديدًا في أولها هناك ثم شغّل هذا الأمر مرة أخرى.
rotate-done = { $count ->
    [zero] المفتاح { $key } قيد الاستخدام؛ لم يكن هناك ما يُعاد ختمه.
    [one] أُعيد ختم سر واحد؛ المفتاح { $key } قيد الاستخدام.
    [two] أُعيد ختم سرّين؛ المفتاح { $key } قيد الاستخدام.
    [few] أُعيد ختم { $count } أسرار؛ المفتاح { $key } قيد الاستخدام.
    [many] أُعيد ختم { $count } سرًّا؛ المفتاح { $key } قيد الاستخدام.
   *[other] أُعيد ختم { $count } سر؛ المفتاح { $key } قيد الاستخدام.
}
rotate-failed = { $count ->
    [zero] فُتحت كل الأسرار.
    [one] تعذر فتح سر واحد بأي مفتاح؛ تبقى المفاتيح القديمة.
    [two] تعذر فتح سرّين بأي مفتاح؛ تبقى المفاتيح القديمة.
    [few] تعذر فتح { $count } أسرار بأي مفتاح؛ تبقى المفاتيح القديمة.
    [many] تعذر فتح { $count } سرًّا بأي مفتاح؛ تبقى المفاتيح القديمة.
   *[other] تعذر فتح { $count } سر بأي مفتاح؛ تبقى المفاتيح القديمة.
}
spending-stopped = أُوقف الإنفاق كله في { $name }، وتُوقف حملاتها الآن.
spending-released = يمكن لمؤسسة { $name } الإنفاق من جديد. { $count ->
    [zero] لا تُستأنف أي حملة تلقائيًا.
    [one] تُستأنف حملة واحدة.
    [two] تُستأنف حملتان.
    [few] تُستأنف { $count } حملات.
    [many] تُستأنف { $count } حملة.
   *[other] تُستأنف { $count } حملة.
}
optimize-total = { $count ->
    [zero] لا حساب له أرقام.
    [one] حساب واحد.
    [two] حسابان.
    [few] { $count } حسابات.
    [many] { $count } حسابًا.
   *[other] { $count } حساب.
}
cleanup-total = { $count ->
    [zero] لا شيء للحذف.
    [one] صف واحد.
    [two] صفّان.
    [few] { $count } صفوف.
    [many] { $count } صفًا.
   *[other] { $count } صف.
}
cleanup-dry-run = { " " }لم يُحذف شيء (‎--dry-run‎).
check-migrations = الترحيلات
check-database = قاعدة البيانات
check-row-security = أمان الصفوف
check-failed-jobs = المهام الفاشلة
check-queue = قائمة الانتظار
check-maintenance = الصيانة
check-clock = الساعة
check-rate-limits = حدود الطلبات
check-disk = القرص
check-backup = النسخ الاحتياطي
check-integrations = عمليات الربط
check-inbound = إشعارات المنصات
grade-ok = سليم
grade-warning = تحذير
grade-critical = حرج
status-migrations = { $count ->
    [zero] لا ترحيل معلّق
    [one] ترحيل واحد معلّق
    [two] ترحيلان معلّقان
    [few] { $count } ترحيلات معلّقة
    [many] { $count } ترحيلًا معلّقًا
   *[other] { $count } ترحيل معلّق
}
status-guarded = { $count ->
    [zero] لا جدول محمي
    [one] جدول واحد محمي
    [two] جدولان محميان
    [few] { $count } جداول محمية
    [many] { $count } جدولًا محميًا
   *[other] { $count } جدول محمي
}
status-failed-jobs = { $count ->
    [zero] لا شيء في آخر يوم
    [one] مهمة واحدة في آخر يوم
    [two] مهمتان في آخر يوم
    [few] { $count } مهام في آخر يوم
    [many] { $count } مهمة في آخر يوم
   *[other] { $count } مهمة في آخر يوم
}
status-queue = { $count ->
    [zero] فارغة
    [one] مهمة مستحقة واحدة تنتظر منذ { $seconds } ث
    [two] مهمتان مستحقتان، أقدمهما تنتظر منذ { $seconds } ث
    [few] { $count } مهام مستحقة، أقدمها تنتظر منذ { $seconds } ث
    [many] { $count } مهمة مستحقة، أقدمها تنتظر منذ { $seconds } ث
   *[other] { $count } مهمة مستحقة، أقدمها تنتظر منذ { $seconds } ث
}
status-no-backup = لا توجد نسخة بعد
status-integrations = { $connected ->
    [0] لا شيء مربوط
    [one] عملية ربط واحدة
    [two] عمليتا ربط
    [few] { $connected } عمليات ربط
    [many] { $connected } عملية ربط
   *[other] { $connected } عملية ربط
}{ $ailing ->
    [0] { "" }
    [one] ، واحدة منها تحتاج إلى نظر (‎`cmis audit:check-alerts`‎)
    [two] ، اثنتان منها تحتاجان إلى نظر (‎`cmis audit:check-alerts`‎)
   *[other] ، { $ailing } منها تحتاج إلى نظر (‎`cmis audit:check-alerts`‎)
}
status-inbound-well = لا فشل فيها ولا انتظار
status-inbound = تُركت خلال اليوم الماضي: { $failed }؛ فشلت ثلاث مرات ويُعاد تجريبها: { $retrying }؛ تنتظر منذ أكثر من خمس دقائق: { $waiting }
status-total = التحذيرات: { $warnings }، الحرجة: { $critical }.
job-pending = بالانتظار
job-processing = قيد التنفيذ
job-completed = اكتملت
job-failed = فشلت
job-cancelled = أُلغيت
job-unchanged = لم تتغير: حالتها لا تسمح بذلك
job-no-id = «{ $id }» ليس معرّف مهمة. انظر ‎`cmis jobs:list`‎.
jobs-retried = { $count ->
    [zero] لم تُعَد أي مهمة.
    [one] أُعيد تشغيل مهمة واحدة.
    [two] أُعيد تشغيل مهمتين.
    [few] أُعيد تشغيل { $count } مهام.
    [many] أُعيد تشغيل { $count } مهمة.
   *[other] أُعيد تشغيل { $count } مهمة.
}
jobs-cancelled = { $count ->
    [zero] لم تُلغَ أي مهمة.
    [one] أُلغيت مهمة واحدة.
    [two] أُلغيت مهمتان.
    [few] أُلغيت { $count } مهام.
    [many] أُلغيت { $count } مهمة.
   *[other] أُلغيت { $count } مهمة.
}
schedules-paused = الأعمال الدورية متوقفة مؤقتًا منذ { $at }.
schedules-none-due = لا يوجد عمل حان موعده.
alerts-none = لا توجد تنبيهات.
alert-no-worker = لا منفّذ للمهام
alert-no-worker-details = لا توجد عملية تنفّذ المهام: شغّل ‎`cmis serve`‎ أو ‎`cmis worker`‎
alert-paused = الأعمال الدورية
alert-failed-jobs = مهام فاشلة

replay-done = { $count ->
    [zero] لا رسائل لإعادة إرسالها.
    [one] رسالة واحدة في طريقها من جديد.
    [two] رسالتان في طريقهما من جديد.
    [few] { $count } رسائل في طريقها من جديد.
    [many] { $count } رسالة في طريقها من جديد.
   *[other] { $count } رسالة في طريقها من جديد.
}
replay-dry-run = { " " }لم يُرسل شيء (‎--dry-run‎).
replay-disabled = { $count ->
    [zero] لم يُستثنَ شيء.
    [one] استُثنيت رسالة واحدة: الويب هوك الخاص بها متوقف.
    [two] استُثنيت رسالتان: الويب هوك الخاص بهما متوقف.
    [few] استُثنيت { $count } رسائل: الويب هوك الخاص بها متوقف.
    [many] استُثنيت { $count } رسالة: الويب هوك الخاص بها متوقف.
   *[other] استُثنيت { $count } رسالة: الويب هوك الخاص بها متوقف.
}
replay-unknown = { $id } ليس معرّف رسالة تعذّر تسليمها.
alert-webhooks = الويب هوك
alert-webhooks-details = تُرك إرسالها خلال اليوم الماضي: { $deliveries }؛ عناوين تفشل: { $endpoints } (انظر ‎`cmis webhooks:failed`‎)
alert-integrations-needs-reconnect = { $count ->
    [one] يلزم ربطها من جديد: { $names }
    [two] عمليتان يلزم ربطهما من جديد: { $names }
   *[other] { $count } يلزم ربطها من جديد: { $names }
} (في صفحة الربط؛ ورابط إعادة الربط يتيحه لمن لا حساب له)
alert-integrations-ends = { $count ->
    [one] تنتهي خلال أسبوع ولا تتجدد وحدها: { $names }
    [two] عمليتان تنتهيان خلال أسبوع ولا تتجددان وحدهما: { $names }
   *[other] { $count } تنتهي خلال أسبوع ولا تتجدد وحدها: { $names }
} (أعد ربطها قبل ذلك)
alert-integrations-failing = { $count ->
    [one] فشلت ثلاث مزامنات متتالية أو أكثر: { $names }
    [two] عمليتان فشلت لهما ثلاث مزامنات متتالية أو أكثر: { $names }
   *[other] { $count } فشلت لها ثلاث مزامنات متتالية أو أكثر: { $names }
} (السبب في سجل الربط؛ و‎`cmis doctor`‎ يجرّبها)
alert-integrations-late = { $count ->
    [one] لم تُقرأ منذ ست ساعات: { $names }
    [two] عمليتان لم تُقرآ منذ ست ساعات: { $names }
   *[other] { $count } لم تُقرأ منذ ست ساعات: { $names }
} (هل يعمل عامل؟ انظر ‎`cmis jobs:list --kind sync.integration`‎)

check-doctor-address = العنوان العام
check-doctor-sign-in = تسجيل الدخول
check-doctor-callback = عنوان العودة
check-doctor-webhook = عنوان الويب هوك
check-doctor-integration = الربط
doctor-reached = { $url } يجيب
doctor-unreached = { $url } لا يجيب ({ $cause }): شغّل cmis serve وافحص CMIS_PUBLIC_URL والوكيل وسجل DNS
doctor-answers = { $url } يجيب { $status } بدل { $expected }: هناك شيء آخر، أو أن الوكيل يحجبه
doctor-insecure = { $url } غير مشفّر: ترفض المنصات عناوين كهذه؛ ضع TLS أمامه وعيّن CMIS_PUBLIC_URL
doctor-no-app = { $platform }: لا تطبيق مهيّأ؛ عيّن { $variable } وسجّل { $url }
doctor-app-well = { $platform }: يستطيع التطبيق بدء تسجيل الدخول؛ ويجب أن يكون المسجَّل هناك { $url }
doctor-app-refused = { $platform }: { $problem }: افحص معرّف التطبيق وسرّه
doctor-well = { $org }، { $platform }، { $name }: يعمل
doctor-missing = { $org }، { $platform }، { $name }: صلاحيات ناقصة: { $scopes }؛ أعد الربط واسمح بها
doctor-ends = { $org }، { $platform }، { $name }: ينتهي { $at } ولا يتجدد تلقائيًا؛ أعد الربط
doctor-refused = { $org }، { $platform }، { $name }: { $problem }
doctor-reconnect = { $org }، { $platform }، { $name }: يلزم إعادة الربط
doctor-app-gone = { $org }، { $platform }، { $name }: التطبيق الذي جرى الربط به لم يعد مهيّأً

demo-made = أُنشئت { $org }. سجّل الدخول بـ
    { $email }
    { $password }
demo-serve = منصاتها هي بيئة التجربة: شغّل المنتج بالأمر ‎`cmis serve --sandbox`‎ (‏‎make run ARGS=--sandbox‎).
demo-partly = لم تُقرأ كل البيانات ({ $name }: { $why }). تستمر القراءة تلقائيًا حين يعمل المنتج بالأمر ‎`cmis serve --sandbox`‎.
demo-failed = تعذّر إنشاء مؤسسة التجربة
sync-queued = تنتظر
sync-running = تُقرأ
sync-completed = اكتملت
sync-failed = فشلت
sync-cancelled = أُلغيت
sync-held = معلّقة
sync-needs-reconnect = يلزم ربطها من جديد
sync-no-accounts = لم يُختر شيء
sync-reading = تُقرأ { $done } من { $all }: ‏{ $percent }٪، الصفوف: { $rows }
sync-waiting = تُقرأ { $done } من { $all }: ‏{ $percent }٪، الصفوف: { $rows }؛ تطلب منصة الانتظار حتى { $until }
sync-reconnect = أعد ربطها في صفحة الربط؛ وما ينتظر يُستأنف وحده بعد ذلك
sync-choose = لم يُختر أي حساب إعلاني: اختر حسابات في صفحة الربط
sync-lost = فُقدت مهمتها: أعد المحاولة
sync-stopped = توقف الانتظار. ما بدأ يستمر حيث يعمل عامل، والأمر نفسه ينتظره من جديد.
sync-nothing = لا مؤسسة مربوطة بمنصة { $platform } ربطًا يمكن قراءته: اربط واحدة في صفحة الربط أولًا.
sync-nothing-there = لا ربط بمنصة { $platform } في { $org }: اربط في صفحة الربط أولًا.
