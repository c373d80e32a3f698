"""Read by pytest before the settings: the tests run in local mode, in a data folder of their own."""

import os
from pathlib import Path

os.environ.setdefault("PROXINET_LOCAL", "true")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("PROXINET_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
Path(os.environ["PROXINET_VAR"], "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
os.environ.setdefault("PROXINET_POSTGRES_OPTIONS", "-c fsync=off -c full_page_writes=off")  # test data may be lost
