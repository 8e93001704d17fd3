# مفاتيح الواجهة البرمجية وخادم OAuth.
check-scopes-beyond = لا يمكنك منح صلاحيات لا تملكها: { $scopes }
check-key-outlives = لا يمكن لمفتاح أن يُنشئ مفتاحًا يعيش بعده أو يمدّد أجله
check-redirect = يجب أن يكون العنوان https، أو http على هذا الجهاز، أو بروتوكولًا خاصًا يتضمن نقطة، دون جزء # ودون رمز *
check-redirects-many = { $max ->
    [zero] لا عناوين
    [one] عنوان واحد على الأكثر
    [two] عنوانان على الأكثر
    [few] { $max } عناوين على الأكثر
    [many] { $max } عنوانًا على الأكثر
   *[other] { $max } عنوان على الأكثر
}
check-oauth-client = هذا التطبيق غير مسجّل هنا. لم يُرسَل إليه شيء.
check-oauth-redirect = لم يسجّل التطبيق هذا العنوان. لم يُرسَل إليه شيء.
error-key-by-app = لا يمكن لتطبيق أن يُنشئ مفاتيح الواجهة البرمجية أو يمدّد أجلها
error-key-revoked = هذا المفتاح ملغى. أنشئ مفتاحًا جديدًا.
error-oauth-public-app = هذا التطبيق لا يحتفظ بسرّ
error-oauth-request = جاء طلب التطبيق بصيغة لا يمكن الرد عليها: { $cause }
message-key-revoked = أُلغي المفتاح وتوقف عن العمل
message-oauth-app-removed = حُذف التطبيق وانتهى وصوله
message-grant-revoked = انتهى الوصول
