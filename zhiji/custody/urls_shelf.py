"""Addresses of the shelf, of loans by age, and of inspections."""

from django.urls import path

from zhiji.custody.pages import inspection, oversight, shelf

urlpatterns = [
    path("shelf/", shelf.shelf, name="custody_shelf"),
    path("shelf/keep/", shelf.keep, name="custody_shelf_keep"),
    path("shelf/cabinet/", shelf.furnish, name="custody_shelf_furnish"),
    path("shelf/labels/", shelf.label_sheet, name="custody_shelf_labels"),
    path("shelf/report/", shelf.report, name="custody_shelf_report"),
    path("shelf/report/put-right/", shelf.put_right, name="custody_put_right"),
    path("climate/", inspection.climate, name="custody_climate"),
    path("loans/", oversight.loans, name="custody_loans"),
    path("map/", oversight.map_of_custody, name="custody_map"),
    path("inspection/<whole:number>/sheet/", inspection.walk, name="custody_inspection_sheet"),
    path("inspection/<whole:number>/certificate/", inspection.certify, name="custody_inspection_certificate"),
]
