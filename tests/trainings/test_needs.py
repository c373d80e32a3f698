"""Training needs: noted, counted, grouped, planned or dropped."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.events import ModuleFactory, SessionFactory, in_days
from tests.factories.people import SiteFactory, a_caretaker, a_coordinator, a_lead, a_manager, a_partner
from tests.trainings.pages import field_errors, page, text, typed
from trainings import needs
from trainings.models import AnswerSheet, Questionnaire, Session, TrainingNeed
from trainings.todo import todos

pytestmark = pytest.mark.django_db
Source, State = TrainingNeed.Source, TrainingNeed.State


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def lead(sign_in, site):
    return sign_in(a_lead(site))


def a_need(site, title="Gérer un conflit", **fields):
    return TrainingNeed.objects.create(site=site, title=title, **fields)


def to(name, *args):
    return reverse(f"trainings:{name}", args=args)


def half_day(day):
    return {
        "half-days-TOTAL_FORMS": "1",
        "half-days-INITIAL_FORMS": "0",
        "half-days-0-day": f"{day:%Y-%m-%d}",
        "half-days-0-starts": "09:00",
        "half-days-0-ends": "12:00",
    }


# Noting ---------------------------------------------------------------------------------------------------------------


def test_the_same_words_are_counted_once_more(site):
    first = needs.note_need(site, "Premiers secours", Source.TEAMS)
    again = needs.note_need(site, " premiers  SECOURS !", Source.TRAINEES, detail="Surtout l’hiver")
    assert again == first
    assert (again.times_asked, again.detail, again.source) == (2, "Surtout l’hiver", Source.TEAMS)
    assert needs.note_need(SiteFactory(), "Premiers secours", Source.TEAMS) != first


def test_words_of_a_grouped_need_count_for_the_one_it_is_grouped_with(site):
    kept, other = a_need(site, "Conflits"), a_need(site, "Disputes")
    needs.merge_needs(kept, [other])
    assert needs.note_need(site, "disputes", Source.TEAMS) == kept
    kept.refresh_from_db()
    assert kept.times_asked == 3


def test_what_was_dropped_or_already_given_comes_up_anew(site):
    dropped = a_need(site, "Anglais", state=State.DROPPED, why_dropped="Hors sujet")
    past = a_need(site, "Droit", state=State.PLANNED, answered_by=SessionFactory(starts_at=in_days(-3)))
    coming = a_need(site, "Secours", state=State.PLANNED, answered_by=SessionFactory(starts_at=in_days(3)))
    assert needs.note_need(site, "Anglais", Source.TEAMS) != dropped
    assert needs.note_need(site, "Droit", Source.TEAMS) != past
    assert needs.note_need(site, "Secours", Source.TEAMS) == coming


def test_long_words_are_shortened_and_kept_whole_beside(site):
    words = "mot " * 100
    need = needs.note_need(site, words, Source.TRAINEES)
    assert len(need.title) <= 200
    assert need.detail == words.strip()
    with pytest.raises(needs.NeedError):
        needs.note_need(site, " \n ", Source.TEAMS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_people_asking_for_the_same_thing_at_once_count_twice():
    for _run in range(5):
        site, start = SiteFactory(), Barrier(2)

        def ask(site=site, start=start):
            try:
                connection.ensure_connection()
                start.wait()
                needs.note_need(site, "Premiers secours", Source.TRAINEES)
            finally:
                connection.close()

        threads = [Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert TrainingNeed.objects.get(site=site).times_asked == 2


def test_a_lead_notes_what_teams_say(lead, site):
    response = lead.post(to("create_need"), {"title": "Lire un plan", "detail": ""}, follow=True)
    assert "Le besoin est noté." in text(response)
    response = lead.post(to("create_need"), {"title": "lire un plan"}, follow=True)
    assert "compte une fois de plus" in text(response)
    need = TrainingNeed.objects.get()
    assert (need.site, need.source, need.times_asked) == (site, Source.TEAMS, 2)
    response = lead.post(to("create_need"), {"title": "", "detail": "gardé"})
    assert "Écrivez le besoin" in field_errors(response, "title")
    assert typed(response, "detail").strip() == "gardé"


# The list -------------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_state_source_and_words(lead, site):
    a_need(site, "Été à risque", source=Source.TRAINEES)
    a_need(site, "Secours", state=State.DROPPED, why_dropped="Déjà fait")
    part = a_need(site, "Partie", merged_into=a_need(site, "Tout"))
    a_need(SiteFactory(), "Ailleurs")

    def titles(**query):
        return {row.get_text(strip=True) for row in page(lead.get(to("needs"), query)).select("tbody th")}

    assert titles() == {"Été à risque", "Secours", "Tout"}
    assert titles(state="dropped") == {"Secours"}
    assert titles(source="trainees") == {"Été à risque"}
    assert titles(words="ete") == {"Été à risque"}
    assert "regroupé avec un autre" in text(lead.get(to("need", part.pk)))


def test_queries_do_not_grow_with_the_needs(lead, site):
    def cost(url):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            lead.get(url)
        return len(captured)

    kept = a_need(site)
    urls = [to("needs"), to("need", kept.pk)]
    for url in urls:
        lead.get(url)
    few = [cost(url) for url in urls]
    TrainingNeed.objects.bulk_create(TrainingNeed(site=site, title=f"Besoin {n}") for n in range(19))
    TrainingNeed.objects.bulk_create(TrainingNeed(site=site, title=f"P {n}", merged_into=kept) for n in range(30))
    assert [cost(url) for url in urls] == few
    assert max(few) <= 12


def test_the_session_it_was_heard_after_is_told_once_five_have_answered(lead, site):
    session = SessionFactory(module__programme__site=site, module__title="Droit du bail", starts_at=in_days(-1))
    need = a_need(site, source=Source.TRAINEES, heard_after=session)
    questionnaire = Questionnaire.objects.create(programme=session.module.programme, moment="end")
    for number in range(1, 6):
        AnswerSheet.objects.create(questionnaire=questionnaire, session=session)
        assert ("Droit du bail" in text(lead.get(to("need", need.pk)))) == (number == 5)
        exported = b"".join(lead.get(to("export", "besoins", "csv"))).decode()
        assert ("Droit du bail" in exported) == (number == 5)


def test_its_words_are_corrected_and_shown_as_words(lead, site):
    need = a_need(site, "<b>Gras</b>", detail="Un\n<script>x</script>")
    soup = page(lead.get(to("need", need.pk)))
    assert not soup.select("main script, main h1 b")
    lead.post(to("need", need.pk), {"title": "Droit", "detail": "Du bail"})
    need.refresh_from_db()
    assert (need.title, need.detail) == ("Droit", "Du bail")
    assert field_errors(lead.post(to("need", need.pk), {"title": "é" * 201}), "title")


# Grouping -------------------------------------------------------------------------------------------------------------


def test_needs_ticked_in_the_list_are_grouped_under_one_title(lead, site):
    conflicts, disputes, rows = (
        a_need(site, "Conflits", times_asked=2),
        a_need(site, "Disputes", times_asked=3, detail="Entre voisins"),
        a_need(site, "Altercations"),
    )
    earlier = a_need(site, "Bagarres", merged_into=rows)
    chosen = [conflicts.pk, disputes.pk, rows.pk]
    response = lead.get(to("merge_needs"), {"need": chosen})
    assert len(page(response).select("input[type=radio][name=kept]")) == 3
    assert "Choisissez le titre à garder." in field_errors(lead.post(to("merge_needs"), {"need": chosen}), "kept")
    response = lead.post(to("merge_needs"), {"need": chosen, "kept": disputes.pk}, follow=True)
    assert "Entre voisins" in text(response)
    disputes.refresh_from_db()
    assert disputes.times_asked == 6
    assert set(disputes.merged.all()) == {conflicts, rows, earlier}
    assert "Conflits" not in text(lead.get(to("needs")))


@pytest.mark.parametrize("chosen", [0, 1])
def test_less_than_two_needs_are_not_grouped(lead, site, chosen):
    need = a_need(site)
    response = lead.get(to("merge_needs"), {"need": [need.pk][:chosen]}, follow=True)
    assert "Cochez au moins deux besoins." in text(response)


def test_a_need_settled_meanwhile_or_elsewhere_is_not_grouped(lead, site):
    kept, other = a_need(site), a_need(site, "Autre")
    elsewhere = a_need(SiteFactory(), "Ailleurs")
    for stranger in (elsewhere.pk, "x", 10**30):
        response = lead.post(to("merge_needs"), {"need": [kept.pk, stranger], "kept": kept.pk}, follow=True)
        assert response.redirect_chain
    needs.drop_need(other, "Non")
    with pytest.raises(needs.NeedError):
        needs.merge_needs(kept, [other])
    kept.refresh_from_db()
    assert kept.times_asked == 1


# What becomes of it ---------------------------------------------------------------------------------------------------


def test_a_need_becomes_a_session(lead, site):
    need, module = a_need(site), ModuleFactory(programme__site=site)
    elsewhere = ModuleFactory()
    assert "Choisissez le module." in field_errors(lead.post(to("plan_need", need.pk)), "module")
    assert field_errors(lead.post(to("plan_need", need.pk), {"module": elsewhere.pk}), "module")
    response = lead.post(to("plan_need", need.pk), {"module": module.pk})
    assert response.url == to("create_session", module.pk) + f"?besoin={need.pk}"
    assert need.title in text(lead.get(response.url))
    need.refresh_from_db()
    assert need.state == State.OPEN
    lead.post(response.url, {"place": "Salle", "capacity": "12"} | half_day(in_days(20)))
    session = Session.objects.get(module=module)
    need.refresh_from_db()
    assert (need.state, need.answered_by) == (State.PLANNED, session)
    assert "Une session est prévue" in text(lead.get(to("need", need.pk)))
    lead.post(to("need", need.pk), {"reopen": "1"})
    need.refresh_from_db()
    assert (need.state, need.answered_by) == (State.OPEN, None)


@pytest.mark.parametrize("asked", ["x", "9" * 30, "elsewhere"])
def test_a_session_created_for_no_known_need_is_created_all_the_same(lead, site, asked):
    far = a_need(SiteFactory())
    module = ModuleFactory(programme__site=site)
    url = to("create_session", module.pk) + f"?besoin={far.pk if asked == 'elsewhere' else asked}"
    lead.post(url, {"place": "Salle", "capacity": "12"} | half_day(in_days(20)))
    assert Session.objects.filter(module=module).exists()
    far.refresh_from_db()
    assert far.state == State.OPEN


def test_a_need_is_dropped_for_a_reason(lead, site):
    need = a_need(site)
    for reason in ("", "  "):
        assert "Dites pourquoi" in field_errors(lead.post(to("drop_need", need.pk), {"reason": reason}), "reason")
    lead.post(to("drop_need", need.pk), {"reason": "Déjà dans un autre programme"})
    need.refresh_from_db()
    assert need.state == State.DROPPED
    assert "Déjà dans un autre programme" in text(lead.get(to("need", need.pk)))
    response = lead.post(to("drop_need", need.pk), {"reason": "Encore"}, follow=True)
    assert "Ce besoin a changé entre-temps" in text(response)


# Who ------------------------------------------------------------------------------------------------------------------


def test_who_reads_and_decides(sign_in, site):
    need = a_need(site)
    pages = [to("needs"), to("need", need.pk)]
    acts = [to("plan_need", need.pk), to("drop_need", need.pk)]
    for user, reads, decides in [
        (a_lead(site), 200, 200),
        (a_coordinator(), 200, 403),
        (a_manager(site), 403, 403),
        (a_partner(site), 403, 403),
        (a_caretaker(site), 403, 403),
    ]:
        client = sign_in(user)
        assert {client.get(url).status_code for url in pages} == {reads}
        assert {client.get(url).status_code for url in acts} == {decides}
        assert client.get(to("create_need")).status_code == decides
    stranger = sign_in(a_lead(SiteFactory()))
    assert {stranger.get(url).status_code for url in [pages[1], *acts]} == {404}


def test_the_leads_dashboard_counts_the_needs_to_study(site):
    user = a_lead(site)
    membership = user.memberships.get()

    def told():
        return [todo.title for todo in todos(user, membership) if "besoin" in todo.title]

    assert told() == []
    a_need(site)
    assert told() == ["Un besoin de formation à étudier"]
    a_need(site, "Autre")
    a_need(site, "Fini", state=State.DROPPED, why_dropped="Non")
    a_need(SiteFactory(), "Ailleurs")
    assert told() == ["2 besoins de formation à étudier"]
