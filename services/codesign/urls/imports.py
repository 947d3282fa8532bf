"""Addresses of files that come in."""

from django.urls import path

from services.codesign.views import imports

SET_UP, WORK = "staff/challenges/<int:pk>/import", "work/<int:pk>/imports/<int:batch_pk>"

urlpatterns = [
    path(f"{SET_UP}/", imports.import_files, name="import"),
    path(f"{SET_UP}/<int:upload_pk>/", imports.upload, name="upload"),
    path(f"{SET_UP}/<int:upload_pk>/progress/<int:job_pk>/", imports.upload_progress, name="upload_progress"),
    path(f"{SET_UP}/<int:upload_pk>/bring-in/", imports.bring_upload_in, name="bring_in"),
    path(f"{SET_UP}/<int:upload_pk>/drop/", imports.drop, name="drop_upload"),
    path(f"{WORK}/", imports.one_import, name="one_import"),
    path(f"{WORK}/confirm/", imports.confirm, name="confirm_import"),
    path(f"{WORK}/refuse/", imports.refuse, name="refuse_import"),
    path(f"{WORK}/take-back/", imports.take_back, name="take_back_import"),
]
