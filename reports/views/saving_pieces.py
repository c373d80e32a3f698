"""Saving a piece from a form or, as one types, from ``static/js/autosave.js``."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from proxinet.french_dates import date_format
from proxinet.pages import posted
from reports.contributions.anchors import anchor_of


def is_autosave(request) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def autosave(request, form):
    """What the script is told: saved, refused with a sentence, or what someone else wrote meanwhile."""
    if not form.is_valid():
        sentences = [error for errors in form.errors.values() for error in errors]
        return JsonResponse({"sentence": " ".join(sentences)}, status=422)
    if form.keep(request.user):
        return JsonResponse({"version": form.instance.version, "at": hour(timezone.localtime())})
    theirs = render_to_string("reports/contribution/_theirs.html", {"form": form}, request)
    return JsonResponse({"version": form.data[form.add_prefix("version")], "theirs": theirs}, status=409)


def hour(moment) -> str:
    return date_format(moment, r"G\hi").replace("h", "\u00a0h\u00a0")


def saves_piece(request, form, *, title: str, said: str, **context):
    """The whole life of a piece's own page: asked, refused beside the field, overtaken by someone, saved."""
    assessment = form.instance.assessment
    if is_autosave(request) and request.method == "POST":
        return autosave(request, form)
    status = 200
    if request.method == "POST":
        if form.is_valid() and form.keep(request.user):
            messages.success(request, said)
            return redirect(f"{assessment.get_absolute_url()}#{anchor_of(form.instance)}")
        status = 409 if form.theirs else 422
    return piece_page(request, form, title=title, status=status, **context)


def piece_page(request, form, *, title: str, verb: str = "J’enregistre", status: int = 200, **context):
    context |= {"form": form, "title": title, "verb": verb, "assessment": form.instance.assessment}
    return render(request, "reports/contribution/piece.html", context, status=status)


def adds_piece(request, form, write, *, title: str, verb: str, said: str, **context):
    """The page that adds a piece. ``write``: does it; False when the form now says why not."""
    if form.is_valid() and write():
        messages.success(request, said)
        return redirect(f"{form.instance.assessment.get_absolute_url()}#{anchor_of(form.instance)}")
    status = 422 if posted(request) is not None else 200
    return piece_page(request, form, title=title, verb=verb, status=status, **context)


def asks_first(request, piece, act, *, title: str, text: str, verb: str, said: str, anchor: str):
    """Ask, then do what cannot be undone."""
    assessment = piece.assessment
    if request.method == "POST":
        act()
        messages.success(request, said)
        return redirect(f"{assessment.get_absolute_url()}#{anchor}")
    context = {"piece": piece, "assessment": assessment, "title": title, "text": text, "verb": verb, "anchor": anchor}
    return render(request, "reports/contribution/confirm.html", context)
