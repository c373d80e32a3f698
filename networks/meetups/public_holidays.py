"""France's public holidays (Code du travail, article L3133-1; without Alsace-Moselle's two more)."""

from datetime import date, timedelta

FIXED = {
    (1, 1): "jour de l’an",
    (5, 1): "fête du travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
AFTER_EASTER = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}


def easter_sunday(year: int) -> date:
    """The Gregorian Easter, by Gauss's method with its two exceptions."""
    century = year // 100
    moon = (15 + century - century // 4 - (13 + 8 * century) // 25) % 30
    golden = (19 * (year % 19) + moon) % 30
    if golden == 29 or (golden == 28 and year % 19 > 10):
        golden -= 1
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * golden + (4 + century - century // 4) % 7) % 7
    return date(year, 3, 22) + timedelta(days=golden + sunday)


def public_holiday(day: date) -> str:
    """The holiday's name, or an empty string on an ordinary day."""
    return FIXED.get((day.month, day.day)) or AFTER_EASTER.get((day - easter_sunday(day.year)).days, "")
