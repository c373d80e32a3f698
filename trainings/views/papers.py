"""The documents one prints: of a session, of one person, of a programme."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from proxinet.pages import require
from proxinet.pdf import PdfFailed
from proxinet.private_files import pdf_response
from proxinet.seats import State
from proxinet.signed_links import read
from trainings import permissions
from trainings.models import Programme, Registration, Session
from trainings.papers.certificate import certifiable, certificates_pdf
from trainings.papers.certificate import certificates as certificates_of
from trainings.papers.convocation import NO_ADDRESS, convened, convocations_pdf
from trainings.papers.convocation import convocations as convocations_of
from trainings.papers.programme_sheet import programme_sheet as sheet_of
from trainings.papers.programme_sheet import programme_sheet_pdf
from trainings.papers.sign_in_sheet import sign_in_pdf, sign_in_sheets

logger = logging.getLogger(__name__)

REFERRER_POLICY = "no-referrer"  # these pages hold no form
NOBODY = "Personne n’a de place à cette session pour l’instant."
NOBODY_ON_PAPER = "Toutes les personnes inscrites ont une adresse e-mail\u202f: rien à imprimer."
NOBODY_CAME = "Aucune présence n’est notée\u202f: il n’y a pas d’attestation à imprimer."
CANCELLED = "Cette session est annulée."
NOT_NOTED = "Aucune présence n’est notée pour cette personne\u202f: il n’y a pas d’attestation."
NO_PLACE = "Cette personne n’a pas de place à cette session\u202f: il n’y a pas de convocation."

EVENT = "event__module__programme"


def session_to_print(request, pk) -> Session:
    sessions = Session.objects.visible_to(request.user).select_related(
        "module__programme__site",
        "module__programme__deliverer",
        "module__programme__agreement",
        "module__deliverer",
        "trainer",
    )
    session = get_object_or_404(sessions, pk=pk)
    require(permissions.can_record_attendance(request.user, session), permissions.WHO_PRINTS)
    return session


def printed(request, make, content, name: str, otherwise):
    """The PDF that ``make(content)`` gives; when it fails, a sentence on the page one came from."""
    try:
        return pdf_response(make(content), name)
    except PdfFailed as failed:
        logger.exception("paper failed: %s", failed.detail)
        messages.error(request, f"{failed} Réessayez dans un instant.")
        return redirect(otherwise)


def nothing(request, sentence: str, page):
    messages.info(request, sentence)
    return redirect(page)


# Of a session ---------------------------------------------------------------------------------------------------------


@require_safe
def convocations(request, pk):
    """Everyone’s, one page each; ``?pour=papier`` only for those without an e-mail."""
    session = session_to_print(request, pk)
    on_paper = request.GET.get("pour") == "papier"
    if session.cancelled_at:
        return nothing(request, CANCELLED, session)
    registrations = list(convened(session).filter(NO_ADDRESS) if on_paper else convened(session))
    if not registrations:
        return nothing(request, NOBODY_ON_PAPER if on_paper and session.confirmed_count else NOBODY, session)
    content = convocations_of(session, registrations)
    return printed(request, convocations_pdf, content, f"convocations-{pk}.pdf", session)


@require_safe
def sign_in_sheet(request, pk):
    """All half-days, or one (``?demi-journee=``); ``?par=employeur`` makes one table an employer."""
    session = session_to_print(request, pk)
    half_days = list(session.half_days.all())
    chosen = [one for one in half_days if str(one.pk) == request.GET.get("demi-journee")] or half_days
    if session.cancelled_at or not chosen:
        return nothing(request, CANCELLED, session)
    sheets = sign_in_sheets(session, chosen, by_employer=request.GET.get("par") == "employeur")
    return printed(request, sign_in_pdf, sheets, f"emargement-{pk}.pdf", session)


@require_safe
def certificates(request, pk):
    session = session_to_print(request, pk)
    content = certificates_of(session, certifiable(session))
    if not content:
        return nothing(request, NOBODY_CAME, session)
    return printed(request, certificates_pdf, content, f"attestations-{pk}.pdf", session)


# Of one person --------------------------------------------------------------------------------------------------------


def registrations():
    return Registration.objects.select_related(
        "person__user",
        "person__employer",
        f"{EVENT}__site",
        f"{EVENT}__deliverer",
        f"{EVENT}__agreement",
        "event__module__deliverer",
        "event__trainer",
    )


def registration_to_print(request, pk) -> Registration:
    registration = get_object_or_404(registrations() & Registration.objects.visible_to(request.user), pk=pk)
    require(permissions.can_print_papers_of(request.user, registration), permissions.WHO_PRINTS)
    return registration


@require_safe
def convocation(request, pk):
    registration = registration_to_print(request, pk)
    session = registration.event
    if sentence := why_no_convocation(registration):
        return nothing(request, sentence, session)
    content = convocations_of(session, [registration])
    return printed(request, convocations_pdf, content, f"convocation-{session.pk}.pdf", session)


@require_safe
def certificate(request, pk):
    registration = registration_to_print(request, pk)
    session = registration.event
    content = own_certificate(registration)
    if not content:
        return nothing(request, NOT_NOTED, session)
    return printed(request, certificates_pdf, content, f"attestation-{session.pk}.pdf", session)


def why_no_convocation(registration) -> str:
    """The sentence when there is none; empty while the person holds a place."""
    if registration.event.cancelled_at:
        return CANCELLED
    return "" if registration.state == State.CONFIRMED else NO_PLACE


def own_certificate(registration) -> list:
    if registration.state == State.CANCELLED:
        return []
    return certificates_of(registration.event, [registration])


# By the link of a mail, without an account ----------------------------------------------------------------------------


@login_not_required
@never_cache
@require_safe
def convocation_by_link(request, token):
    registration = get_object_or_404(registrations(), pk=read("convocation", token))
    sentence = why_no_convocation(registration)
    content = [] if sentence else convocations_of(registration.event, [registration])
    sentence = sentence and (CANCELLED if sentence == CANCELLED else "Vous n’avez pas de place à cette session.")
    return by_link(request, registration, convocations_pdf, content, "convocation", sentence)


@login_not_required
@never_cache
@require_safe
def certificate_by_link(request, token):
    registration = get_object_or_404(registrations(), pk=read("certificate", token))
    content = own_certificate(registration)
    sentence = "" if content else "Votre présence n’est pas encore notée\u202f: l’attestation viendra ensuite."
    return by_link(request, registration, certificates_pdf, content, "attestation", sentence)


def by_link(request, registration, make, content, name, sentence):
    """The PDF, or a page that says why there is none."""
    response = None
    if not sentence:
        try:
            response = pdf_response(make(content), f"{name}-{registration.event_id}.pdf")
        except PdfFailed as failed:
            logger.exception("paper failed: %s", failed.detail)
            sentence = f"{failed} Réessayez dans un instant."
    if response is None:
        context = {"session": registration.event, "sentence": sentence, "what": name}
        response = render(request, "trainings/papers/none.html", context)
    response["Referrer-Policy"] = REFERRER_POLICY
    return response


# Of a programme -------------------------------------------------------------------------------------------------------


@require_safe
def programme_sheet(request, pk):
    programmes = Programme.objects.visible_to(request.user).select_related(
        "site", "deliverer", "evaluator", "agreement"
    )
    programme = get_object_or_404(programmes, pk=pk)
    name = f"programme-{pk}.pdf"
    return printed(request, programme_sheet_pdf, sheet_of(programme), name, programme)
