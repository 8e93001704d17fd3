# منصات الإعلان: الربط والحسابات والرموز والمزامنة.
thing-integration = الربط
thing-platform = المنصة
thing-platform-app = التطبيق
platform-meta = ميتا
platform-google = إعلانات جوجل
platform-tiktok = تيك توك
platform-linkedin = لينكدإن
platform-twitter = إكس
platform-snapchat = سناب شات

error-platform = { $platform }: { $advice } { $words }
error-no-platform-app = لا يمكن ربط { $platform } بعد: على مدير النظام أن يسجّل تطبيقًا هناك ويُدخل معرّفه وسرّه.
error-connect-state = بدأ تسجيل الدخول هذا من مكان آخر، أو انتهى من قبل، أو تجاوز عشر دقائق. ابدأ من جديد.
error-connect-other = سجّلت الدخول باسم { $name }، وهو شخص آخر. سجّل الدخول في المنصة بالحساب الذي رُبط من قبل.
error-connect-meanwhile = ربط شخص آخر هذا الحساب في اللحظة نفسها. أعد تحميل الصفحة.
error-needs-reconnect = سحبت المنصة الإذن. أعد الربط أولًا.
error-app-gone = التطبيق الذي جرى الربط به لم يعد مهيّأً هنا. أعد الربط.
error-not-refreshable = هذه المنصة لا تجدّد الإذن تلقائيًا: يبقى ساريًا حتى ينتهي. أعد الربط قبل ذلك.
error-reconnect-gone = استُخدم هذا الرابط من قبل أو أُلغي أو انتهى. اطلب رابطًا جديدًا.
check-customer = أدخل أرقام حساب المدير العشرة
check-no-ad-account = لا يوجد حساب إعلاني { $id } في هذا الربط
check-no-social-account = لا توجد صفحة ولا حساب إنستغرام { $id } في هذا الربط

message-connected = تم الربط
message-reconnected = أُعيد الربط
message-token-refreshed = جُدّد الإذن
message-integration-tested = الإذن سارٍ
message-disconnected = فُصل الربط

platform-problem-token-expired = انتهى الإذن. يُجدَّد تلقائيًا؛ فإن بقي الحال كذلك فأعد الربط.
platform-problem-token-revoked = سحبت المنصة الإذن. أعد الربط.
platform-problem-consent-denied = لم يُمنح الإذن. أعد الربط واسمح بما يُطلب.
platform-problem-permission-missing = هناك صلاحية ناقصة. أعد الربط واسمح بكل شيء، أو اطلب دورًا أعلى في الحساب.
platform-problem-rate-limited = تطلب المنصة الانتظار. يُستأنف العمل تلقائيًا.
platform-problem-invalid = لم تقبل المنصة الطلب.
platform-problem-duplicate = هذا موجود في المنصة من قبل.
platform-problem-not-found = لا تعرفه المنصة، أو لا تُظهره لهذا الحساب.
platform-problem-transient = حدث خلل في الطريق. تُعاد المحاولة تلقائيًا.
platform-problem-outage = لا يمكن الوصول إلى المنصة. تُعاد المحاولة تلقائيًا.

integration-log-connected = تم الربط باسم { $name }: عدد الحسابات الإعلانية { $accounts }
integration-log-reconnected = أُعيد الربط باسم { $name }: عدد الحسابات الإعلانية { $accounts }
integration-log-scopes_missing = لم تُمنح هذه الصلاحيات: { $scopes }
integration-log-refreshed = جُدّد الإذن
integration-log-needs_reconnect = سحبت المنصة الإذن ({ $problem }): { $words }
integration-log-tested = اختُبر الإذن وهو سارٍ
integration-log-test_failed = فشل الاختبار ({ $problem }): { $words }
integration-log-accounts_chosen = عدد الحسابات الإعلانية المستخدمة { $accounts }
integration-log-social_accounts_chosen = عدد الصفحات وحسابات إنستغرام المستخدمة { $accounts }
integration-log-pages_subscribed = ستُشعرنا المنصة من الآن بالعملاء المحتملين لصفحات أخرى، عددها { $count }
integration-log-pages_unsubscribed = لن تُشعرنا المنصة بعد الآن بشيء عن صفحات، عددها { $count }
integration-log-pages_not_subscribed = تعذّر أن يُطلب من المنصة الإشعار بالعملاء المحتملين لصفحات ({ $problem }): { $words } تعثر عليهم المزامنة رغم ذلك، خلال ساعة على الأكثر. أعد الربط ووافق على كل ما يُطلب، أو اطلب دورًا في هذه الصفحات (عددها { $count }): { $names }
integration-log-pages_not_unsubscribed = ما زالت المنصة تُشعر بصفحات غير مستخدمة ({ $problem }): { $words } لا يُؤخذ بشيء من ذلك. لإنهائه هناك أزل التطبيق من إعدادات هذه الصفحات (عددها { $count }): { $names }
integration-log-disconnected = فُصل الربط
integration-log-not_given_back_shared = بقي الإذن لدى المنصة، لأن ربطًا آخر للشخص نفسه يقوم عليه
integration-log-not_given_back = لم تقبل المنصة ردّ الإذن ({ $problem }): { $words }

activity-integration-connected = ربط { $actor } { $object }
activity-integration-reconnected = أعاد { $actor } ربط { $object }
activity-integration-needs_reconnect = يلزم إعادة ربط { $object }
activity-integration-refreshed = جدّد { $actor } إذن { $object }
activity-integration-accounts_chosen = اختار { $actor } الحسابات في { $object }
activity-integration-disconnected = فصل { $actor } { $object }
activity-integration-link_created = أنشأ { $actor } رابط إعادة ربط لـ { $object }
activity-integration-link_revoked = ألغى { $actor } رابط إعادة الربط لـ { $object }
activity-platform_app-set = هيّأ { $actor } تطبيق المؤسسة الخاص في { $object }
activity-platform_app-removed = أزال { $actor } تطبيق المؤسسة الخاص من { $object }

webhook-event-integration-connected = رُبطت منصة
webhook-event-integration-needs-reconnect = سحبت منصة الإذن

error-no-accounts-used = لا يُستخدم أي حساب ولا أي صفحة في هذا الربط. اختر الحسابات أولًا.

integration-log-sync_started = بدأت مزامنة
integration-log-sync_accounts = عدد الحسابات الإعلانية المتاحة: { $accounts }
integration-log-sync_accounts_failed = تعذّر جلب قائمة الحسابات الإعلانية ({ $problem }): { $words }
integration-log-sync_account = الحساب { $number } من { $accounts }: { $account }
integration-log-sync_account_failed = تعذّرت قراءة { $account } ({ $problem }): { $words }
integration-log-sync_campaigns = { $account }: عدد الحملات { $count }
integration-log-sync_ad_sets = { $account }: عدد المجموعات الإعلانية { $count }
integration-log-sync_ads = { $account }: عدد الإعلانات { $count }
integration-log-sync_numbers = { $account }: الأرقام من { $from } إلى { $to }، عدد الصفوف { $rows }
integration-log-sync_split = { $account }: الأرقام حسب { $split ->
    [age_gender] العمر والجنس
    [country] البلد
    [placement] مكان الظهور
    [device] الجهاز
    [hour] الساعة
   *[other] { $split }
} من { $from } إلى { $to }، عدد الصفوف { $rows }
integration-log-sync_step_failed = { $account }: تعذّرت قراءة { $step } ({ $problem }): { $words }
integration-log-sync_profiles = عدد الصفحات وحسابات إنستغرام المتاحة: { $profiles }
integration-log-sync_profiles_failed = تعذّر سرد الصفحات ({ $problem }): { $words }
integration-log-sync_forms_failed = { $page }: تعذّر سرد نماذج العملاء المحتملين ({ $problem }): { $words }
integration-log-sync_forms_refused = لا يُسمح بسرد نماذج العملاء المحتملين لصفحات ({ $problem }): { $words } أعد الربط ووافق على كل ما يُطلب، أو اطلب دورًا في هذه الصفحات (عددها { $count }): { $names }
integration-log-sync_leads_refused = لا يُسمح بقراءة العملاء المحتملين لنماذج ({ $problem }): { $words } أعد الربط ووافق على كل ما يُطلب، أو اطلب صلاحية قراءتهم (عدد النماذج { $count }): { $names }
integration-log-sync_leads_failed = { $list }: تعذّرت قراءة العملاء المحتملين ({ $problem }): { $words }
integration-log-sync_leads = عملاء محتملون لم يصل عنهم إشعار: { $leads }، وعدد النماذج أو الحسابات المقروءة: { $lists }
integration-log-sync_waits = لا يمكن سؤال المنصة الآن ({ $problem })؛ تُستأنف المزامنة بعد { $seconds } ثانية. { $words }
integration-log-sync_held = تنتظر المزامنة إعادة ربط المنصة، ثم تُستأنف من حيث توقفت
integration-log-sync_completed = اكتملت المزامنة: { $rows } صفًا في { $seconds } ثانية
integration-log-sync_failed = فشلت المزامنة ({ $problem }): { $words }
integration-log-sync_lost = فشلت المزامنة: ضاع عملها. تقرأ المزامنة التالية كل شيء من جديد.
integration-log-sync_cancelled = أُلغيت المزامنة

activity-integration-sync_requested = طلب { $actor } مزامنة { $object }
activity-integration-sync_completed = تمت مزامنة { $object }
activity-integration-sync_failed = فشلت مزامنة { $object }

webhook-event-integration-sync-completed = قُرئت حملات منصة وأرقامها
webhook-event-integration-sync-failed = تعذّرت قراءة حملات منصة أو أرقامها
thing-webhook-log = الإشعار الوارد
error-webhook-handshake = هذه ليست مصافحة من هذه المنصة، أو أنها لا تحمل الرمز الذي أُعطي لها.
error-webhook-unsigned = لا يحمل الطلب توقيعًا أو يحمل توقيعًا لا يُقرأ. وقّع بايتات المحتوى حسب قاعدة المنصة.
error-webhook-signature = التوقيع غير صحيح. وقّع البايتات كما تُرسَل بسرّ هذا التطبيق أو القناة.
error-webhook-stale = وُقّع الطلب منذ وقت طويل أو بوقت في المستقبل. وقّع كل محاولة من جديد بالوقت الصحيح.
error-webhook-body = التوقيع صحيح، لكن المحتوى ليس من محتويات هذه المنصة.
error-webhook-log-done = نُفّذ هذا من قبل أو هو قيد التنفيذ. لا يُنفَّذ شيء مرتين.

webhook-log-effect-lead-received = وصل عميل محتمل
webhook-log-effect-refreshed = يُقرأ الحساب من جديد
webhook-log-effect-ad-reviewed = روجع إعلان
webhook-log-effect-budget-threshold = أوشكت ميزانية على النفاد: أُبلغ المعنيون
webhook-log-effect-needs-reconnect = سحبت المنصة الإذن: أعد الربط
webhook-log-effect-still-connected = سُئلت المنصة: الإذن ما زال ساريًا
webhook-log-effect-kept = محفوظ لصندوق الوارد
webhook-log-error-unknown-kind = لا يترتب شيء على هذا النوع من الإشعارات
webhook-log-error-trial = جُرّب نموذج: لا عميل محتمل
webhook-log-error-lead-known = هذا العميل المحتمل موجود هنا من قبل
webhook-log-error-unreadable = ما قالته المنصة غير مفهوم
webhook-log-error-no-integration = لا يوجد ربط يمكن سؤال المنصة من خلاله
webhook-log-error-no-account = لا يذكر حسابًا إعلانيًا مستخدمًا هنا
webhook-log-error-needs-reconnect = ينتظر حتى يُعاد ربط المنصة
webhook-log-error-gone = ما قالته المنصة لم يعد محفوظًا
webhook-log-error-internal = حدث خلل هنا. تُعاد المحاولة تلقائيًا.

activity-webhook_log-replayed = أعاد { $actor } معالجة الإشعار { $object }
activity-lead-received = وصل عميل محتمل
activity-ad-reviewed = روجع الإعلان { $object }
activity-budget-threshold_reached = أوشكت ميزانية { $object } على النفاد

webhook-event-analytics-threshold-reached = بُلغ حدّ: صُرف من الميزانية قدر معيّن، أو خرج رقم آخر لحملة عمّا ينبغي
