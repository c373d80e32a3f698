"""The checks every PDF of the portal passes: two independent checkers of PDF/UA-1, and what neither of them sees."""

import outloud
import pdfua
import pikepdf

from tests.reports import reading


def faults(path) -> list[str]:
    """What is wrong with the PDF at ``path`` for assistive technology; empty when nothing is."""
    found = [f"{finding.rule_id}: {finding.message}" for finding in pdfua.validate(str(path)).findings]
    checked = outloud.check(str(path), layers=["conformance"]).findings
    found += [finding.message for finding in checked if finding.severity == "error"]
    with pikepdf.open(path) as pdf:
        marked, unmarked = reading.marked_content(pdf)
        found += unmarked
        if marked != reading.reached_content(pdf):
            found.append("some content does not hang from the structure")
        if any(element.S == "/TH" and "/Scope" not in element.A for element in reading.elements(pdf)):
            found.append("a header cell has no scope")
        if str(pdf.Root.get("/Lang")) != "fr" or not str(pdf.docinfo.get("/Title", "")):
            found.append("no language or no title")
    return found
