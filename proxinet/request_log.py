"""What the logs keep of a request, and what no line of them may hold: a link that opens a door, an address, a name."""

import re

from django_structlog.middlewares import RequestMiddleware

HIDDEN = "[hidden]"
OPENING_LINKS = re.compile(r"(/(?:compte/(?:invitation|password/reset/key|confirm-email)|lien/[\w-]+)/)[^/\s\"'\\]+")
EMAIL_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class PathMiddleware(RequestMiddleware):
    """One line when a request starts and one when it ends, without what was searched for."""

    @staticmethod
    def format_request(request) -> str:
        return f"{request.method} {request.path}"


def hide_secrets(_logger, _method, line: str) -> str:
    """A structlog processor for the finished line: whatever wrote it, a traceback included, secrets are left out."""
    return EMAIL_ADDRESSES.sub(HIDDEN, OPENING_LINKS.sub(rf"\1{HIDDEN}", line))
