"""Addresses of the institution. A procedure's own pages come first; the last ones serve every procedure by its kind."""

from django.urls import path

from zhiji.custody.pages import cases, papers

urlpatterns = [
    path("", cases.desk, name="custody"),
    path("notices/", cases.notice_list, name="custody_notices"),
    path("notices/bell/", cases.bell, name="custody_bell"),
    path("notices/read/", cases.notices_read, name="custody_notices_read"),
    path("<slug:kind>/", cases.register, name="custody_register"),
    path("<slug:kind>/new/", cases.begin, name="custody_new"),
    path("<slug:kind>/<int:number>/", cases.show, name="custody_case"),
    path("<slug:kind>/<int:number>/papers/add/", papers.add, name="custody_paper_add"),
    path("<slug:kind>/<int:number>/papers/<int:paper>/", papers.show, name="custody_paper"),
    path("<slug:kind>/<int:number>/<slug:verb>/", cases.take, name="custody_step"),
]
