"""The codes and phone numbers by which the site's own people are recognised without an account."""

import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Value

from sites.models import FieldWorker, Site

SIGNS = "ACDEFGHJKMNPQRTUVWXY34679"  # none of B8, I1L, O0, S5, Z2: they are read one for the other
LENGTH = 8
PHONE_DIGITS = 9  # of a French number, after its 0 or +33


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spaced(code: str | None) -> str:
    """As it is printed: two groups of four signs."""
    return f"{code[:4]} {code[4:]}" if code else ""


def give_code(worker: FieldWorker) -> str:
    """A new code for someone known and in post; the one they had is worth nothing from now on."""
    while True:
        worker.join_code = new_code()
        try:
            with transaction.atomic():
                worker.save(update_fields=["join_code"])
        except IntegrityError:  # someone has that one
            continue
        return worker.join_code


@transaction.atomic
def give_missing_codes(workers) -> int:
    """A code to each of ``workers`` (a queryset) in post who has none; return how many were given."""
    without = list(workers.active().filter(join_code=None).select_for_update(of=("self",)))
    for worker in without:
        give_code(worker)
    return len(without)


def person_with_code(site: Site, typed: str) -> FieldWorker | None:
    """The site's person in post who has this code, however it is spaced."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return site.field_workers.active().filter(join_code=code).first() if len(code) == LENGTH else None


def people_with_phone(site: Site, typed: str) -> list[FieldWorker]:
    """The site's people in post who have this number, however it is written."""
    digits = "".join(sign for sign in typed if sign.isdecimal())[-PHONE_DIGITS:]
    if len(digits) < PHONE_DIGITS:
        return []
    plain = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    people = site.field_workers.active().exclude(phone="").annotate(digits=plain)
    return list(people.filter(digits__endswith=digits))
