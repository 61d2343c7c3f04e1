"""Addresses of the customer room. A file's number is written as printed, ``0420-1837-5512``, or without dashes."""

from django.urls import path, register_converter

from zhiji.customers.pages import (
    amending,
    explaining,
    files,
    finding,
    glass,
    history,
    importing,
    keeping,
    opening,
    scans,
    watching,
)


class CustomerNumber:
    """A customer number in an address; whether there is such a file is asked of the gateway."""

    regex = "[0-9]{4}-?[0-9]{4}-?[0-9]{4}"

    def to_python(self, value: str) -> str:
        digits = value.replace("-", "")
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"

    def to_url(self, value: str) -> str:
        return value


register_converter(CustomerNumber, "customer")

urlpatterns = [
    path("", finding.listing, name="customer_list"),
    path("search/", finding.searching, name="customer_search"),
    path("register/", opening.register, name="customer_register"),
    path("register/duplicates/", opening.duplicates, name="customer_duplicates"),
    path("incomplete/", watching.queue, name="completion_queue"),
    path("expiring/", watching.expiring, name="papers_expiring"),
    path("import/", importing.listing, name="import_list"),
    path("import/new/", importing.new, name="import_new"),
    path("import/files/<slug:token>/", importing.draft, name="import_draft"),
    path("import/files/<slug:token>/progress/", importing.draft_progress, name="import_draft_progress"),
    path("import/files/<slug:token>/begin/", importing.begin, name="import_begin"),
    path("import/files/<slug:token>/discard/", importing.discard, name="import_discard"),
    path("import/<whole:job>/", importing.show, name="import_show"),
    path("import/<whole:job>/progress/", importing.progress, name="import_progress"),
    path("import/<whole:job>/stop/", importing.stop, name="import_stop"),
    path("import/<whole:job>/resume/", importing.resume, name="import_resume"),
    path("import/<whole:job>/rejects/", importing.rejects, name="import_rejects"),
    path("<customer:number>/", files.show, name="customer_file"),
    path("<customer:number>/ties/", files.ties, name="customer_ties"),
    path("<customer:number>/ties/record/", keeping.record_tie, name="customer_link"),
    path("<customer:number>/ties/<whole:place>/off/", keeping.take_tie_off, name="customer_unlink"),
    path("<customer:number>/scans/", scans.listing, name="customer_scans"),
    path("<customer:number>/scans/add/", scans.add, name="customer_scan_add"),
    path("<customer:number>/scans/<whole:scan>/", scans.show, name="customer_scan"),
    path("<customer:number>/versions/", history.versions, name="customer_versions"),
    path("<customer:number>/versions/compare/", history.compare, name="customer_compare"),
    path("<customer:number>/readers/", history.readers, name="customer_readers"),
    path("<customer:number>/why/", explaining.explain, name="customer_explain"),
    path("<customer:number>/card/", files.card, name="customer_card"),
    path("<customer:number>/amend/", amending.change, {"compartment": "identity"}, name="customer_amend"),
    path("<customer:number>/amend/<slug:compartment>/", amending.change, name="customer_amend_part"),
    path("<customer:number>/state/", keeping.move, name="customer_move"),
    path("<customer:number>/duties/", keeping.assign, name="customer_assign"),
    path("<customer:number>/key/", keeping.mark, name="customer_mark"),
    path("<customer:number>/secrecy/", keeping.classify, name="customer_classify"),
    path("<customer:number>/break-glass/", glass.breaking, name="break_glass"),
]
