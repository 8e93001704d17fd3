# ما يُسمح بإنفاقه.
thing-spend-limit = الحد
thing-spend-approval = الموافقة
error-spending-stopped = الإنفاق كله موقوف في هذه المؤسسة. يمكن لمدير إعادة تشغيله.
error-spending-is-stopped = الإنفاق كله موقوف أصلًا. يمكن لمدير إعادة تشغيله.
error-spending-runs = الإنفاق غير موقوف: لا شيء لإعادة تشغيله.
error-spend-unknown = لم تُخبر منصة هذه الحملة بما يمكن أن تنفقه، فلا يضبطها أي سقف. حدّد ميزانيتها هناك وانتظر المزامنة التالية.
error-spending-settling = ما زالت حملات تُوقف الآن. أعد المحاولة بعد لحظات.
error-spend-all = هذا يخص جميع الحسابات الإعلانية، ولا يحق لك استخدامها كلها. اطلبه ممن يحق له.
error-spend-currency = تحدّ هذه المؤسسة ما يُنفق ولم تضع سقفًا لعملة { $currency }. يضعه مدير في صفحة الإنفاق.
error-spend-daily = سقف إنفاق جميع الحملات معًا { $cap } { $currency } في اليوم. أُنفق منها أو حُجز { $taken }، وهذه تأخذ { $asked }. اخفض ميزانيتها أو أوقف حملة أخرى، أو اطلب من مدير رفع السقف.
error-spend-lifetime = سقف إنفاق جميع الحملات معًا { $cap } { $currency } إجمالًا. أُنفق منها أو حُجز { $taken }، وهذه تأخذ { $asked }. اخفض ميزانيتها أو أنهِ حملة أخرى، أو اطلب من مدير رفع السقف.
error-approval-own = يجب أن يوافق شخص غير الذي طلب
error-approval-others = لا يسحب الطلب إلا من طلبه
error-approval-decided = بُتّ في هذا الطلب من قبل
error-approval-outdated = تغيّرت الحملة بعد هذا الطلب. يجب طلبه من جديد.
error-approval-dates-first = يلزم أن يوافق شخص آخر على هذه التواريخ. غيّر الميزانية بعد ذلك.
error-approval-one-by-one = يلزم أن يوافق شخص آخر على هذه الميزانية. غيّرها من صفحة الحملة نفسها.
check-counted-from = اختر اليوم أو يومًا قبله
check-cap-negative = أدخل صفرًا أو أكثر
check-approval-alone = ادعُ أولًا شخصًا ثانيًا يدير الحملات: لا أحد يستطيع الموافقة الآن
message-spending-stopped = تُوقف جميع الحملات الآن على منصاتها
message-spending-released = أُعيد تشغيل الإنفاق. وما لا يتسع له السقف يبقى موقوفًا.
message-spend-limit-removed = أُزيلت الحدود
message-approval-asked = يتجاوز هذا ما يقرره شخص واحد. طُلبت موافقة شخص آخر.
message-approval-approved = وافقتَ، ويجري التنفيذ
message-approval-rejected = رُفض الطلب
message-approval-withdrawn = سُحب الطلب

activity-spending-stopped = أوقف { $actor } الإنفاق كله
activity-spending-released = أعاد { $actor } تشغيل الإنفاق
activity-spending-cap_reached = بلغ الإنفاق سقفه، وأُوقفت حملات
activity-spending-limits_changed = غيّر { $actor } ما يُسمح بإنفاقه
activity-spending-approval_asked = طلب { $actor } الموافقة على ميزانية الحملة { $object }
activity-spending-approval_decided = بتّ { $actor } في ميزانية الحملة { $object }
activity-spending-approval_withdrawn = سحب { $actor } طلبًا يخص ميزانية الحملة { $object }

notification-spending-stopped-title = { $result ->
    [released] أعاد { $actor } تشغيل الإنفاق
   *[other] أوقف { $actor } الإنفاق كله
}
notification-spending-stopped-body = { $result ->
    [released] يمكن إطلاق الحملات واستئنافها من جديد.
   *[other] تُوقف جميع الحملات الآن، ولا يمكن إطلاق أي منها أو استئنافها حتى يعيد مدير تشغيل الإنفاق.
}
notification-spending-cap-reached-title = { $kind ->
    [daily_cap_reached] بلغ الإنفاق السقف اليومي لعملة { $currency }
   *[other] بلغ الإنفاق السقف الإجمالي لعملة { $currency }
}
notification-spending-cap-reached-body = { $kind ->
    [daily_cap_reached] الحملات التي أُوقفت: { $value }. تُستأنف غدًا تلقائيًا بقدر ما يتسع السقف، أو حين يرفع مدير السقف ويستأنفها أحد.
   *[other] الحملات التي أُوقفت: { $value }. ارفع السقف، ثم استأنف ما ينبغي أن يستمر.
}
notification-spending-limits-changed-title = غيّر { $actor } ما يُسمح بإنفاقه
notification-spending-limits-changed-body = راجع حدود { $currency } في صفحة الإنفاق. ويعرض سجل التدقيق ما كانت عليه.
notification-spending-approval-asked-title = يطلب { $actor } موافقتك على { $name }
notification-spending-approval-asked-body = تبلغ القيمة { $value } { $currency }، وهي أكثر مما يقرره شخص واحد. راجعها ثم وافق أو ارفض.
notification-spending-approval-decided-title = { $result ->
    [approved] وافق { $actor } على { $name }
   *[other] رفض { $actor } { $name }
}
notification-spending-approval-decided-body = { $result ->
    [approved] يجري التنفيذ على المنصات.
   *[other] لم يُنفَّذ شيء. السبب في صفحة الإنفاق.
}

webhook-event-spending-stopped = أُوقف الإنفاق كله
webhook-event-spending-released = أُعيد تشغيل الإنفاق
webhook-event-spending-cap-reached = بلغ الإنفاق سقفًا وأُوقفت حملات
webhook-event-spending-approval-asked = ينتظر إطلاق أو ميزانية موافقة شخص ثانٍ
webhook-event-spending-approval-decided = وافق شخص ثانٍ على إطلاق أو ميزانية أو رفض
