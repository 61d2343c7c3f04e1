"""Addresses of the institution. A procedure's own pages come first; the last ones serve every procedure by its kind."""

from django.urls import include, path

from zhiji.custody.pages import authority, cases, copies, keeping, papers, quiz, readings, standing_in

urlpatterns = [
    path("", cases.desk, name="custody"),
    path("notices/", cases.notice_list, name="custody_notices"),
    path("notices/bell/", cases.bell, name="custody_bell"),
    path("notices/read/", cases.notices_read, name="custody_notices_read"),
    path("reading/unused/", readings.unused, name="custody_readings_unused"),
    path("standing-in/", standing_in.show, name="custody_standing_in"),
    path("standing-in/<int:naming>/end/", standing_in.end, name="custody_standing_in_end"),
    path("copies/", copies.copies, name="custody_copies"),
    path("couriers/", copies.couriers, name="custody_couriers"),
    path("couriers/<int:courier>/end/", copies.end_courier, name="custody_courier_end"),
    path("copy/<int:number>/make/", copies.make_copy, name="custody_copy_make"),
    path("provision/<int:number>/pack/", copies.make_pack, name="custody_pack_make"),
    path("provision/<int:number>/fetch/", copies.fetch, name="custody_pack"),
    path("quiz/", quiz.take, name="quiz"),
    path("quiz/record/", quiz.record, name="quiz_record"),
    path("", include("zhiji.custody.urls_shelf")),
    path("authorities/", authority.powers, name="custody_powers"),
    path("authority/register.csv", authority.register, name="custody_authority_register"),
    path("authority/<int:number>/reply/print/", authority.reply, name="custody_reply"),
    path("authority/<int:number>/reply/pdf/", authority.reply_as_pdf, name="custody_reply_pdf"),
    path("keeping/", keeping.ahead, name="custody_keeping"),
    path("keeping/destroyed/", keeping.register, name="custody_destroyed"),
    path("keeping/checks/", keeping.checks, name="custody_checks"),
    path("keeping/<customer:number>/", keeping.show, name="custody_kept"),
    path("keeping/<customer:number>/end/", keeping.end, name="custody_end"),
    path("destruction/<int:number>/", keeping.destruction, name="custody_destruction"),
    path("destruction/<int:number>/certificate/", keeping.certificate, name="custody_certificate"),
    path("", include("zhiji.custody.rule.urls")),
    path("<slug:kind>/", cases.register, name="custody_register"),
    path("<slug:kind>/new/", cases.begin, name="custody_new"),
    path("<slug:kind>/<int:number>/", cases.show, name="custody_case"),
    path("<slug:kind>/<int:number>/papers/add/", papers.add, name="custody_paper_add"),
    path("<slug:kind>/<int:number>/papers/<int:paper>/", papers.show, name="custody_paper"),
    path("<slug:kind>/<int:number>/<slug:verb>/", cases.take, name="custody_step"),
]
