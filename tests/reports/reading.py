"""What a reader, or a program, finds in a PDF."""

import subprocess

import pikepdf

PAINTING = {"Tj", "TJ", "f", "f*", "S", "B", "Do", "sh"}


def words(path, *, layout=True) -> str:
    """The text of a PDF as ``pdftotext`` gives it, one space between words and one line per line."""
    arguments = ["pdftotext", *(["-layout"] if layout else []), str(path), "-"]
    text = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    return "\f".join("\n".join(" ".join(line.split()) for line in page.splitlines()) for page in text.split("\f"))


def elements(pdf):
    """Every structure element that the tree reaches, parents first."""
    waiting = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [kid for kid in kids(element) if isinstance(kid, pikepdf.Dictionary) and kid.get("/S") is not None]


def kids(element):
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def reached_content(pdf) -> set[tuple[int, int]]:
    """``(page, number)`` of all marked content that hangs from the tree."""
    numbers = {page.objgen: index for index, page in enumerate(pdf.pages)}
    return {
        (numbers[element.Pg.objgen], int(kid))
        for element in elements(pdf)
        for kid in kids(element)
        if not isinstance(kid, pikepdf.Object)
    }


def marked_content(pdf) -> tuple[set[tuple[int, int]], list[str]]:
    """``(page, number)`` of all content marked for the tree, and what is painted neither there nor as an artifact."""
    found, unmarked = set(), []
    for index, page in enumerate(pdf.pages):
        marks = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                number = operands[1].get("/MCID") if name == "BDC" else None
                if number is not None:
                    found.add((index, int(number)))
                marks.append(number is not None or str(operands[0]) == "/Artifact")
            elif name == "EMC":
                marks.pop()
            elif name in PAINTING and not any(marks):
                unmarked.append(f"page {index + 1}: {name}")
    return found, unmarked
