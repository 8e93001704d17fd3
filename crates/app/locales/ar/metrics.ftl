# الأرقام وملفاتها.
check-hours = { $max ->
    [zero] لا ساعات محفوظة
    [one] تُحفظ الساعات ليوم واحد، ويجب أن تقع أيام المقارنة فيه أيضًا
    [two] تُحفظ الساعات لآخر يومين، ويجب أن تقع أيام المقارنة فيهما أيضًا
    [few] تُحفظ الساعات لآخر { $max } أيام، ويجب أن تقع أيام المقارنة فيها أيضًا
    [many] تُحفظ الساعات لآخر { $max } يومًا، ويجب أن تقع أيام المقارنة فيها أيضًا
   *[other] تُحفظ الساعات لآخر { $max } يوم، ويجب أن تقع أيام المقارنة فيها أيضًا
}
check-hours-parts = لا تعطي المنصات هذا التقسيم بالساعة: اختر المنصة أو الحساب أو الحملة
check-hours-file = لا ساعات في الملفات: اختر اليوم أو الأسبوع أو الشهر أو السنة
export-overview = نظرة عامة
export-campaigns = الحملات
export-timeseries = الأرقام على مدار الوقت
export-breakdown = التوزيع
export-geo = الأرقام حسب الدولة
export-demographics = العمر والجنس
export-compare = مقارنة الحملات
export-funnel = مسار التحويل
export-period = الفترة
export-currency = العملة
export-days = الأيام
export-days-of-accounts = حسب المنطقة الزمنية لكل حساب إعلاني
export-made = أُنشئ في
export-over-time = على مدار الوقت
export-spend-over-time = الإنفاق على مدار الوقت
export-spend-by = الإنفاق
export-day = اليوم
export-week = الأسبوع بدءًا من
export-month = الشهر بدءًا من
export-year = السنة بدءًا من
export-platform = المنصة
export-account = الحساب الإعلاني
export-campaign = الحملة
export-age = العمر
export-gender = الجنس
export-country = الدولة
export-placement = موضع الإعلان
export-device = الجهاز
export-status = الحالة
export-stage = المرحلة
export-measure = المقياس
export-count = العدد
export-rate = الواصلون من المرحلة السابقة
export-drop-off = نسبة الفاقد
export-unknown = لم تُفصح عنه المنصة
export-other-currencies = أُنفق بعملات أخرى
export-total = المجموع
export-gender-female = النساء
export-gender-male = الرجال
export-stage-awareness = الوعي
export-stage-consideration = الاهتمام
export-stage-conversion = التحويل
export-measure-spend = الإنفاق
export-measure-impressions = مرات الظهور
export-measure-clicks = النقرات
export-measure-ctr = نسبة النقر
export-measure-conversions = التحويلات
export-measure-conversion-rate = معدل التحويل
export-measure-cpa = تكلفة التحويل
export-measure-cpc = تكلفة النقرة
export-measure-cpm = تكلفة الألف ظهور
export-measure-revenue = الإيرادات
export-measure-roas = عائد الإنفاق
export-measure-leads = العملاء المحتملون
export-measure-video-views = مشاهدات الفيديو
export-measure-engagements = التفاعلات
export-measure-engagement-rate = معدل التفاعل
