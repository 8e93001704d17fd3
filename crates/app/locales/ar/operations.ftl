# التشغيل وسطر الأوامر.
error-org-without-admin = ليس للمؤسسة مدير نشط
error-org-ambiguous = تحمل أكثر من مؤسسة هذا الاسم. اذكر المعرّف.
error-scopes-beyond-member = لا يملك العضو كل هذه الأذونات
dev-mail-title = البريد المحتجز
dev-mail-none = لم يُحتجز أي بريد بعد.
dev-mail-clear = حذف الكل
dev-mail-to = إلى
dev-mail-links = الروابط
dev-mail-back = كل البريد
dev-mail-note = لا يغادر البريد هذا الجهاز لأن خادم البريد غير محدد (CMIS_SMTP_URL).
thing-mail = الرسالة
