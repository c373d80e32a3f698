"""Run alone by ``rendering``: sheets of HTML in, pages out. Of the portal it imports ``proxinet/pdf.py`` only."""

import ctypes.util
import gc
import importlib.util
import json
import logging
import re
import resource
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

SHEETS_BETWEEN_COLLECTIONS = 25
STYLESHEET = re.compile(r'<link rel="stylesheet" href="(static:[\w./-]+)">')


def load_layout():
    """``proxinet/pdf.py`` as a module of its own: the package around it has settings and neighbours."""
    place = Path(__file__).resolve().parents[1] / "pdf.py"
    spec = importlib.util.spec_from_file_location("proxinet_pdf", place)
    module = sys.modules["proxinet_pdf"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spare_searches() -> None:
    """WeasyPrint asks for each library by several names; for every name that the loader does not know, Python would
    run gcc, ld and ldconfig. Where the loader knows the usual names, nothing is searched."""
    with suppress(OSError):
        ctypes.CDLL("libpango-1.0.so.0")
        ctypes.util.find_library = lambda name: None


class Press:
    """Lays out sheets with one set of fonts and style sheets read once."""

    def __init__(self, layout, roots: dict[str, Path]):
        from weasyprint.text.fonts import FontConfiguration

        self.layout = layout
        self.fetcher = layout.private_fetcher(roots)
        self.fonts = FontConfiguration()
        self.style = cache(self.read_style)

    def read_style(self, url: str):
        from weasyprint import CSS

        return CSS(url=url, url_fetcher=self.fetcher, font_config=self.fonts)

    def lay_out(self, html: str):
        """The pages of ``html`` as a tagged PDF. Style sheets named in its head are those already read."""
        from weasyprint import HTML

        styles = [self.style(url) for url in STYLESHEET.findall(html)]
        document = HTML(string=STYLESHEET.sub("", html), base_url=None, url_fetcher=self.fetcher).render(
            font_config=self.fonts, stylesheets=styles, pdf_variant="pdf/ua-1"
        )
        content = document.write_pdf(finisher=self.layout.complete_structure, pdf_variant="pdf/ua-1")
        return content, len(document.pages)


def allow(seconds: int) -> None:
    """So much more processor time from now on."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, hard))


def answer(content: bytes, pages: int = 0, error: str = "") -> None:
    header = json.dumps({"size": len(content), "pages": pages, "error": error})
    sys.stdout.buffer.write(header.encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def main(roots: str, seconds: str, megabytes: str) -> None:
    layout = load_layout()
    layout.limit(resource.RLIMIT_AS, int(megabytes) * 2**20)
    layout.limit(resource.RLIMIT_FSIZE, 64 * 2**20)
    layout.limit(resource.RLIMIT_CORE, 0)
    logging.disable(logging.CRITICAL)
    spare_searches()
    from weasyprint.urls import FatalURLFetchingError  # no Exception: a refused address

    press = Press(layout, {scheme: Path(root).resolve() for scheme, root in json.loads(roots).items()})
    gc.disable()  # a sixth of a sheet's time goes to looking for garbage: it is looked for now and then
    done = 0
    while length := sys.stdin.buffer.read(8):
        html = sys.stdin.buffer.read(int.from_bytes(length)).decode()
        allow(int(seconds))
        try:
            content, pages = press.lay_out(html)
        except MemoryError:
            raise
        except (Exception, FatalURLFetchingError) as error:
            answer(b"", error=f"{type(error).__name__}: {error}"[:500])
        else:
            answer(content, pages)
        done += 1
        if done == 1:  # what every sheet needs is there: it will not be looked at again
            gc.collect()
            gc.freeze()
        if done % SHEETS_BETWEEN_COLLECTIONS == 0:
            gc.collect()


if __name__ == "__main__":
    main(*sys.argv[1:])
