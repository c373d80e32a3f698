"""The documents of a session and of a programme, as PDF/UA: one module each, records → frozen content → page."""
