"""What members take away of an edition: each paper is made from the same tree, and that it was taken is journaled."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.journal import note
from accounts.permissions import Permission, require
from reports import excel, single_file, slides, tidy, titles, word
from reports.sources import chosen

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD, EXCEL = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"
SLIDES = f"{OFFICE}.presentationml.presentation"


def taken(request, quarter, number, make, extension: str, content_type: str, genre: str = "") -> HttpResponse:
    """Hand over what `make` writes of an edition, and note in the journal who took what 取走."""
    source = chosen(request, f"{quarter}-{number}")
    content = make(source.context, source.check_code)
    name = titles.filename(source.context, extension, genre)
    if request.method == "GET":
        note("edition.export", source.edition, by=request.user, changes={"file": name})
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    patch_cache_control(response, private=True, no_store=True)
    return response


def paper(genre: str):
    """Return what writes the edition in the genre."""
    return lambda context, check_code: word.render(context, check_code, genre)


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_word(request, quarter, number):
    """Hand over the material of the joint meeting 联席会议材料."""
    return taken(request, quarter, number, paper(titles.MEETING), "docx", WORD, titles.MEETING)


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_notice(request, quarter, number):
    """Hand over the notice 通报, with room for its number, addressee and imprint."""
    return taken(request, quarter, number, paper(titles.NOTICE), "docx", WORD, titles.NOTICE)


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_excel(request, quarter, number):
    return taken(request, quarter, number, excel.render, "xlsx", EXCEL)


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_csv(request, quarter, number):
    """Hand over the tidy tables as a zip of CSV files with their dictionary."""
    return taken(request, quarter, number, tidy.as_csv, "zip", "application/zip", "数据")


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_json(request, quarter, number):
    return taken(request, quarter, number, tidy.as_json, "json", "application/json", "数据")


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_page(request, quarter, number):
    """Hand over the edition as one page without script 单文件网页, for a phone outside the intranet."""
    return taken(request, quarter, number, single_file.render, "html", "text/html; charset=utf-8")


@require(Permission.VIEW_EDITIONS)
@require_safe
def export_slides(request, quarter, number):
    return taken(request, quarter, number, slides.render, "pptx", SLIDES)
