"""Writing a questionnaire: beginning, changing, ordering, and what answers forbid."""

import pytest
from django.urls import reverse

from tests.factories.events import ProgrammeFactory, SessionFactory, in_days
from tests.factories.people import OrganisationFactory, a_lead, a_manager, a_partner
from tests.trainings.pages import field_errors, page, text, typed
from trainings.models import Answer, AnswerSheet, Question, Questionnaire
from trainings.questionnaires import begin_with_usual_questions

pytestmark = pytest.mark.django_db
END, LATER = Questionnaire.Moment.END, Questionnaire.Moment.LATER


@pytest.fixture
def programme():
    return ProgrammeFactory(title="CAP d’essai")


@pytest.fixture
def lead(sign_in, programme):
    return sign_in(a_lead(programme.site))


@pytest.fixture
def questionnaire(programme):
    return begin_with_usual_questions(programme, END)


def address(programme, moment=END):
    return reverse("trainings:questionnaire", args=[programme.pk, moment])


def to(name, pk):
    return reverse(f"trainings:{name}", args=[pk])


def answered(question, **said):
    session = SessionFactory(module__programme=question.questionnaire.programme, starts_at=in_days(-1))
    sheet = AnswerSheet.objects.create(questionnaire=question.questionnaire, session=session)
    Answer.objects.create(sheet=sheet, question=question, **said)


def texts(questionnaire):
    return list(questionnaire.questions.values_list("text", flat=True))


def test_one_click_gives_a_questionnaire_ready_to_be_sent(lead, programme):
    for moment in (END, LATER):
        assert "Pas encore de question" in text(lead.get(address(programme, moment)))
        lead.post(address(programme, moment), {"begin": "usual"})
        questionnaire = programme.questionnaires.get(moment=moment)
        assert 6 <= questionnaire.questions.count() <= 7
        assert {"scale", "choice", "text"} == set(questionnaire.questions.values_list("kind", flat=True))
        assert questionnaire.questions.filter(asks_needs=True).count() == 1
        assert questionnaire.questions.first().text in text(lead.get(address(programme, moment)))
    lead.post(address(programme), {"begin": "usual"})
    assert programme.questionnaires.get(moment=END).questions.count() == 7


def test_another_programmes_questionnaire_of_the_site_is_copied(lead, programme):
    source = begin_with_usual_questions(ProgrammeFactory(site=programme.site, title="Ancien"), END)
    elsewhere = begin_with_usual_questions(ProgrammeFactory(), END)
    choices = page(lead.get(address(programme))).select("select[name=source] option")
    assert {option["value"] for option in choices} == {"", str(source.pk)}
    response = lead.post(address(programme), {"begin": "copy", "source": elsewhere.pk})
    assert field_errors(response, "source")
    assert not programme.questionnaires.exists()
    lead.post(address(programme), {"begin": "copy", "source": source.pk})
    copied = programme.questionnaires.get()
    fields = ("text", "kind", "choices", "asks_needs", "order")
    assert list(copied.questions.values_list(*fields)) == list(source.questions.values_list(*fields))
    assert copied.introduction == source.introduction


def test_written_from_nothing_question_by_question(lead, programme):
    lead.post(address(programme), {"begin": "blank"})
    questionnaire = programme.questionnaires.get()
    assert "Rien" not in texts(questionnaire)
    add = to("create_question", questionnaire.pk)
    lead.post(add, {"text": "Utile ?", "kind": "scale", "low": "Bof", "high": ""})
    lead.post(add, {"text": "Durée ?", "kind": "choice", "choices_text": " Courte \r\n\r\nLongue\r\n"})
    lead.post(add, {"text": "Et après ?", "kind": "text", "asks_needs": "on"})
    rows = list(questionnaire.questions.values_list("text", "kind", "choices", "asks_needs"))
    assert rows == [
        ("Utile ?", "scale", ["Bof", "Tout à fait"], False),
        ("Durée ?", "choice", ["Courte", "Longue"], False),
        ("Et après ?", "text", [], True),
    ]


@pytest.mark.parametrize(
    ("typed_in", "field", "sentence"),
    [
        ({"text": ""}, "text", "obligatoire"),
        ({"text": "é" * 201}, "text", "200"),
        ({"kind": "choice", "choices_text": "Seul"}, "choices_text", "de 2 à 12 choix"),
        ({"kind": "choice", "choices_text": "\n".join(map(str, range(13)))}, "choices_text", "de 2 à 12 choix"),
        ({"kind": "choice", "choices_text": "Oui\noui"}, "choices_text", "les mêmes"),
        ({"kind": "choice", "choices_text": "Oui\n" + "x" * 121}, "choices_text", "120 caractères"),
        ({"kind": "scale", "asks_needs": "on"}, "asks_needs", "réponse libre"),
        ({"kind": "text", "asks_needs": "on"}, "asks_needs", "une seule suffit"),
        ({"kind": "other"}, "kind", "choix"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(lead, questionnaire, typed_in, field, sentence):
    response = lead.post(
        to("create_question", questionnaire.pk), {"text": "Ma question", "kind": "scale", "low": "Mal"} | typed_in
    )
    assert sentence in field_errors(response, field)
    assert typed(response, "low") == typed_in.get("low", "Mal")
    assert questionnaire.questions.count() == 7


def test_questions_move_up_and_down_and_stay_at_the_ends(lead, questionnaire):
    first, second, *_, last = questionnaire.questions.all()
    lead.post(to("move_question", second.pk), {"vers": "haut"})
    assert texts(questionnaire)[:2] == [second.text, first.text]
    lead.post(to("move_question", second.pk), {"vers": "haut"})
    lead.post(to("move_question", last.pk), {"vers": "bas"})
    assert texts(questionnaire)[0] == second.text
    assert texts(questionnaire)[-1] == last.text
    lead.post(to("move_question", second.pk), {"vers": "bas"})
    assert texts(questionnaire)[:2] == [first.text, second.text]
    assert lead.get(to("move_question", first.pk)).status_code == 405


def test_a_question_is_deleted_after_asking(lead, questionnaire):
    question = questionnaire.questions.first()
    assert "Supprimer cette question" in text(lead.get(to("delete_question", question.pk)))
    lead.post(to("delete_question", question.pk))
    assert question.text not in texts(questionnaire)


# Once answered --------------------------------------------------------------------------------------------------------


def test_an_answered_question_keeps_its_choices_and_says_so_but_a_typo_is_corrected(lead, questionnaire):
    question = questionnaire.questions.get(kind="choice")
    answered(question, text="Trop courte")
    response = lead.get(to("edit_question", question.pk))
    assert "Des personnes ont déjà répondu" in text(response)
    assert not page(response).select("[name=kind], [name=choices_text], [name=low]")
    lead.post(
        to("edit_question", question.pk), {"text": "La durée vous a semblé…", "kind": "text", "choices_text": "A\nB"}
    )
    question.refresh_from_db()
    assert (question.text, question.kind) == ("La durée vous a semblé…", "choice")
    assert question.choices == ["Trop courte", "Comme il faut", "Trop longue"]


def test_an_answer_that_comes_while_the_choices_are_typed_keeps_them(lead, questionnaire, monkeypatch):
    """The page was opened, and its form checked, before the first answer came."""
    question = questionnaire.questions.get(kind="choice")
    from trainings.views import questionnaires as views

    check = views.questionnaires.is_answered
    seen = []

    def answered_just_after(asked):
        found = check(asked)
        if not seen:
            seen.append(answered(asked, text="Trop courte"))
        return found

    monkeypatch.setattr(views.questionnaires, "is_answered", answered_just_after)
    response = lead.post(
        to("edit_question", question.pk), {"text": "Autre", "kind": "choice", "choices_text": "Oui\nNon"}
    )
    assert "Quelqu’un vient de répondre" in text(response)
    question.refresh_from_db()
    assert question.choices[0] == "Trop courte"


def test_an_answered_question_is_not_deleted(lead, questionnaire):
    question = questionnaire.questions.first()
    answered(question, note=3)
    assert "Cette question reste" in text(lead.get(to("delete_question", question.pk)))
    response = lead.post(to("delete_question", question.pk), follow=True)
    assert "Des personnes ont déjà répondu à cette question" in text(response)
    assert Question.objects.filter(pk=question.pk).exists()


# The page -------------------------------------------------------------------------------------------------------------


def test_the_preview_is_what_a_trainee_sees_without_a_button(lead, questionnaire, programme):
    response = lead.get(address(programme), {"apercu": "1"})
    soup = page(response)
    assert len(soup.select("main fieldset")) == 5
    assert not soup.select("main form")
    assert "Rien n’est enregistré ici" in text(response)


def test_the_introduction_is_changed(lead, questionnaire, programme):
    lead.post(address(programme), {"introduction": "Dites-nous tout."})
    questionnaire.refresh_from_db()
    assert questionnaire.introduction == "Dites-nous tout."
    response = lead.post(address(programme), {"introduction": "é" * 601})
    assert "600" in field_errors(response, "introduction")


def test_a_moment_that_does_not_exist_is_not_found(lead, programme):
    assert lead.get(address(programme, "never")).status_code == 404


def test_who_writes_it(sign_in, programme, questionnaire):
    deliverer, evaluator = OrganisationFactory(), OrganisationFactory()
    programme.deliverer, programme.evaluator = deliverer, evaluator
    programme.save()
    question = questionnaire.questions.first()
    urls = [
        address(programme),
        to("create_question", questionnaire.pk),
        to("edit_question", question.pk),
        to("delete_question", question.pk),
    ]
    for user, status in [
        (a_partner(programme.site, deliverer), 200),
        (a_partner(programme.site, evaluator), 200),
        (a_manager(programme.site), 403),
        (a_partner(programme.site), 404),
        (a_lead(ProgrammeFactory().site), 404),
    ]:
        client = sign_in(user)
        assert {client.get(url).status_code for url in urls} == {status}
        moved = client.post(to("move_question", question.pk)).status_code
        assert moved == (302 if status == 200 else status)


def test_a_partner_copies_only_what_they_may_read(sign_in, programme):
    deliverer = OrganisationFactory()
    programme.deliverer = deliverer
    programme.save()
    begin_with_usual_questions(ProgrammeFactory(site=programme.site, title="Confié à d’autres"), END)
    mine = ProgrammeFactory(site=programme.site, title="Le mien", deliverer=deliverer)
    begin_with_usual_questions(mine, END)
    page_text = text(sign_in(a_partner(programme.site, deliverer)).get(address(programme)))
    assert "Le mien" in page_text
    assert "Confié à d’autres" not in page_text
