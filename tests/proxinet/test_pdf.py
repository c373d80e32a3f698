"""The renderer: what it may reach, what it may cost, and that the same page gives the same bytes."""

import http.server
import threading

import psutil
import pytest

from proxinet import pdf
from proxinet.pdf import PdfFailed, render


def page(body="", head=""):
    head = f"<title>Essai</title>{head}"
    return f'<!DOCTYPE html><html lang="fr"><head>{head}</head><body><h1>Bonjour</h1>{body}</body></html>'


@pytest.fixture
def web():
    """A web server on this machine, and the list of what is asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_asked_of_the_network(web):
    address, asked = web
    for body, head in [
        (f'<img alt="x" src="{address}/image.png">', ""),
        ("", f'<link rel="stylesheet" href="{address}/page.css">'),
        ("", f'<style>@import "{address}/import.css";</style>'),
        ("", f"<style>@font-face {{ font-family: x; src: url({address}/x.ttf) }}</style>"),
        (f'<p style="background: url({address}/back.png)">x</p>', ""),
        (f'<object data="{address}/object.svg">x</object>', ""),
    ]:
        with pytest.raises(PdfFailed, match="n’a pas abouti"):
            render(page(body, head))
    assert asked == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
        "ftp://127.0.0.1/x.png",
        "static:../manage.py",
        "static:%2e%2e/manage.py",
        "static:/etc/passwd",
        "static:css/missing.css",
    ],
)
def test_only_static_files_are_read(address):
    for body in (f'<img alt="x" src="{address}">', f'<a rel="attachment" href="{address}">x</a>'):
        with pytest.raises(PdfFailed) as caught:
            render(page(body))
        assert "refused address" in caught.value.detail


def test_a_drawing_does_not_read_files_either():
    drawing = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10"><title>x</title>'
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/></svg>'
    )
    try:
        content = render(page(drawing)).content
    except PdfFailed:
        return
    assert b"root:" not in content


def test_a_static_image_is_read():
    assert render(page('<img alt="Rue" src="static:img/report-cover.svg">')).page_count == 1


def test_the_child_knows_no_secret(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere")
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    assert {"DATABASE_URL", "SECRET_KEY", "PROXINET_VAR"} & set(pdf.child_environment()) == set()


def test_a_page_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 3)
    grid = '<div style="display: grid; grid-template-columns: repeat(300, 1fr)">' + "<p>x</p>" * 3000 + "</div>"
    with pytest.raises(PdfFailed, match="trop de temps"):
        render(page(grid))


def test_a_page_that_takes_too_much_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(pdf, "MEGABYTES", 300)
    with pytest.raises(PdfFailed, match="mémoire"):
        render(page("<p>x</p>" * 20000))


def test_same_page_same_bytes():
    first, second = render(page("<p>Même texte</p>")), render(page("<p>Même texte</p>"))
    assert first.content == second.content
    assert first.sha256 == second.sha256
    assert render(page("<p>Autre texte</p>")).content != first.content


def test_progress_is_heard_and_may_stop_the_work():
    heard = []

    def listen(stage, number):
        heard.append(stage)

    render(page('<p style="break-before: page">2</p>'), listen)
    assert heard[0] == "style"
    assert heard.count("layout") >= 2
    assert heard[-1] == "writing"

    class Enough(Exception):
        pass

    def stop(stage, number):
        raise Enough

    with pytest.raises(Enough):
        render(page(), stop)
    renderers = [child for child in psutil.Process().children() if "pdf.py" in " ".join(child.cmdline())]
    assert renderers == []
