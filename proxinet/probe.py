"""``python -m proxinet.probe``: exit 0 when the web server of this container lives. No Django is loaded."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main() -> int:
    host = urlsplit(os.environ.get("PUBLIC_URL", "")).hostname or "127.0.0.1"
    request = urllib.request.Request(  # noqa: S310 - loopback only
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/sante/vivant/", headers={"Host": host}
    )
    try:
        with urllib.request.urlopen(request, timeout=4):  # noqa: S310
            return 0
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
