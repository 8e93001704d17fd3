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
activity-api_key-created = أنشأ { $actor } مفتاح الواجهة البرمجية { $object }
activity-api_key-updated = عدّل { $actor } مفتاح الواجهة البرمجية { $object }
activity-api_key-revoked = ألغى { $actor } مفتاح الواجهة البرمجية { $object }
activity-oauth_app-created = سجّل { $actor } التطبيق { $object }
activity-oauth_app-updated = عدّل { $actor } التطبيق { $object }
activity-oauth_app-removed = حذف { $actor } التطبيق { $object }
activity-oauth_app-secret_rotated = أصدر { $actor } سرًّا جديدًا للتطبيق { $object }
activity-oauth_grant-created = منح { $actor } التطبيق { $client_name } حق الوصول
activity-oauth_grant-revoked = أنهى { $actor } وصول التطبيق { $client_name }
activity-oauth_grant-token_revoked = أعاد التطبيق { $client_name } رمز وصول
activity-oauth_grant-code_reused = أُنهي وصول التطبيق { $client_name }: استُخدم رمز التفويض مرتين
activity-oauth_grant-refresh_token_reused = أُنهي وصول التطبيق { $client_name }: استُخدم رمز التجديد مرتين
