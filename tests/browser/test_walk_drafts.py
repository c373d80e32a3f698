"""Noting on the way: what is typed without network is kept on the phone, and written once when it is back."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from networks.models import SiteWalk, WalkPoint
from tests.browser.conftest import PHONE
from tests.factories.people import SiteFactory, a_caretaker
from tests.networks.test_walks import a_photo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def site():
    return SiteFactory()


@pytest.fixture
def walk(site):
    return SiteWalk.objects.create(site=site, title="Tour du square", place="Square", held_on=timezone.localdate())


@pytest.fixture
def caretaker(site):
    return a_caretaker(site)


def address(walk):
    return reverse("networks:on_the_way", args=[walk.pk])


def photo_file(size=(2400, 1200)):
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": a_photo(size).read()}


def note(page, place, problem, photo=None):
    page.get_by_label("Hall ou cage d’escalier").check()
    page.get_by_label("Lieu précis").fill(place)
    page.get_by_label("Ce qu’on voit").fill(problem)
    if photo:
        page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="J’enregistre et je continue").click()


ALL_KEPT = """async () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  while (!navigator.serviceWorker.controller) await pause();
  const cache = await caches.open("proxinet-walks");
  while ((await cache.keys()).length < 4) await pause();
}"""
HALF_TYPED_KEPT = """() => new Promise((resolve) => {
  const look = () => (indexedDB.open("proxinet-walks").onsuccess = (opened) => {
    const all = opened.target.result.transaction("drafts").objectStore("drafts").count();
    all.onsuccess = () => (all.result ? resolve() : setTimeout(look, 50));
  });
  look();
})"""


def waiting(page, words):
    expect(page.locator("#drafts-title")).to_have_text(words)


def test_points_typed_without_network_survive_a_reload_and_are_written_once(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))
    page.evaluate(ALL_KEPT)
    page.context.set_offline(True)
    note(page, "Hall du 12", "Lumière en panne", photo_file())
    waiting(page, "1\u00a0point en attente d’envoi")
    note(page, "Hall du 14", "Porte forcée")
    waiting(page, "2\u00a0points en attente d’envoi")
    expect(page.locator("#drafts-trouble")).to_contain_text("Pas de réseau")
    page.reload()
    waiting(page, "2\u00a0points en attente d’envoi")
    assert "Hall du 12\u202f: Lumière en panne (avec une photo)" in page.locator("#drafts-list").inner_text()
    expect(page.get_by_role("button", name="Je corrige")).to_have_count(0)
    assert not WalkPoint.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#drafts")).to_be_hidden()
    assert page.locator("#noted li").all_inner_texts() == ["Hall du 12 : Lumière en panne", "Hall du 14 : Porte forcée"]
    page.reload()
    lit, forced = WalkPoint.objects.order_by("order")
    assert (lit.place, forced.place, lit.noted_by) == ("Hall du 12", "Hall du 14", caretaker)
    image = Image.open(io.BytesIO(lit.photo.read()))
    assert image.size == (1600, 800)
    assert not image.getexif()


def test_an_answer_lost_on_the_way_writes_nothing_twice(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))

    def lose_the_answer(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route("**/sur-place/", lose_the_answer)
    note(page, "Hall du 12", "Lumière en panne")
    expect(page.locator("#drafts-trouble")).to_contain_text("Pas de réseau")
    assert WalkPoint.objects.count() == 1
    page.unroute("**/sur-place/")
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.locator("#drafts")).to_be_hidden()
    assert WalkPoint.objects.count() == 1


def test_what_the_portal_refuses_stays_with_its_sentence_until_it_is_right(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))
    note(page, "Hall du 12", "Lumière en panne", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": b"MZ nothing"})
    waiting(page, "1\u00a0point à corriger")
    expect(page.locator("#drafts-list")).to_contain_text("JPEG ou PNG")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.reload()
    waiting(page, "1\u00a0point à corriger")
    page.get_by_role("button", name="Je corrige").click()
    expect(page.get_by_label("Ce qu’on voit")).to_have_value("Lumière en panne")
    page.locator("input[type=file]").set_input_files(photo_file((40, 20)))
    page.get_by_role("button", name="J’enregistre et je continue").click()
    expect(page.locator("#noted")).to_contain_text("Lumière en panne")
    expect(page.locator("#drafts")).to_be_hidden()
    assert WalkPoint.objects.get().photo


def test_a_point_half_typed_is_found_again(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))
    page.get_by_label("Lieu précis").fill("Hall du 12")
    page.evaluate(HALF_TYPED_KEPT)
    page.reload()
    expect(page.get_by_label("Lieu précis")).to_have_value("Hall du 12")


def test_signed_out_meanwhile_the_points_are_kept_and_said(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))
    Session.objects.all().delete()
    note(page, "Hall du 12", "Lumière en panne")
    expect(page.locator("#drafts-trouble")).to_contain_text("Vous n’êtes plus connecté")
    expect(page.get_by_role("link", name="Je me reconnecte")).to_be_visible()
    waiting(page, "1\u00a0point en attente d’envoi")
    assert not WalkPoint.objects.exists()


def test_another_account_on_the_same_phone_neither_reads_nor_sends(open_as, site, walk, caretaker):
    page = open_as(caretaker, PHONE)
    page.goto(address(walk))
    page.evaluate(ALL_KEPT)
    page.context.set_offline(True)
    note(page, "Hall du 12", "Lumière en panne")
    waiting(page, "1\u00a0point en attente d’envoi")
    page.route("**/sur-place/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.context.set_offline(False)
    sign_out(page)
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(address(walk))
    page.context.set_offline(False)
    page.unroute("**/sur-place/")
    other = a_caretaker(site)
    page.context.add_cookies(open_as(other, PHONE).context.cookies())
    page.goto(address(walk))
    page.context.set_offline(True)
    note(page, "Hall du 14", "Porte forcée")
    waiting(page, "1\u00a0point en attente d’envoi")
    assert "Hall du 12" not in page.locator("main").inner_text()
    page.context.set_offline(False)
    expect(page.locator("#noted")).to_contain_text("Porte forcée")
    expect(page.locator("#drafts")).to_be_hidden()
    assert WalkPoint.objects.get().noted_by == other


def sign_out(page):
    page.goto(reverse("dashboard"))
    page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    page.wait_for_url(lambda url: "tableau-de-bord" not in url)


def test_without_javascript_it_is_a_plain_form(open_as, walk, caretaker):
    page = open_as(caretaker, PHONE, javascript=False)
    page.goto(address(walk))
    note(page, "Hall du 12", "Lumière en panne", photo_file((40, 20)))
    assert "Lumière en panne" in page.locator("#noted").inner_text()
    assert WalkPoint.objects.get().photo
