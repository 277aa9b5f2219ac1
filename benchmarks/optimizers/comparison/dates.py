"""Reads a calendar day written in any common way that leaves no doubt, as prompter does."""

import datetime
import re
import unicodedata

#: English, German, French and Spanish names, folded; a name may be cut to three letters or more
#: when that stays unique.
MONTHS = [
    ("january", "januar", "janner", "janvier", "enero"),
    ("february", "februar", "fevrier", "febrero"),
    ("march", "marz", "maerz", "mars", "marzo"),
    ("april", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "juni", "juin", "junio"),
    ("july", "juli", "juillet", "julio"),
    ("august", "aout", "agosto"),
    ("september", "septembre", "septiembre"),
    ("october", "oktober", "octobre", "octubre"),
    ("november", "novembre", "noviembre"),
    ("december", "dezember", "decembre", "diciembre"),
]
WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag "
    "freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes "
    "martes miercoles jueves viernes sabado domingo").split()
FILLERS = {"of", "the", "de", "del", "le", "den", "der"}
ORDINALS = {"st", "nd", "rd", "th", "er"}
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60))?"
MOMENT = re.compile(
    rf"(\d{{4}}-\d\d-\d\d)[Tt ]{CLOCK}(?:\.\d+)?(?:[Zz]|[+-]{CLOCK})?", re.ASCII)


def read(text: str) -> datetime.date | None:
    """The day that a text names, or None when it names none or may name two."""
    if len(text.encode()) > 60:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text, re.ASCII)
    if iso and (found := day_of(*map(int, iso.groups()))):
        return found
    moment = MOMENT.fullmatch(text)
    if moment and (found := day_of(*map(int, moment[1].split("-")))):
        return found
    tokens, marks = split(fold(text))
    if len(tokens) > 3 and is_weekday(tokens[0]):
        tokens, marks = tokens[1:], marks[1:]
    if len(tokens) == 1:
        return compact(tokens[0])
    if any(month(token) for token in tokens):
        return named(tokens)
    return numeric(tokens, marks)


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """A day, or None when there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def fold(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if unicodedata.category(c) != "Mn").lower()


def split(text: str) -> tuple[list[str], list[str]]:
    """The words and numbers of a text, and what stands between them."""
    parts = re.split(r"((?:[^\W\d_]|[0-9])+)", text)
    return parts[1::2], parts[2:-1:2]


def is_weekday(word: str) -> bool:
    return len(word) >= 2 and any(name.startswith(word) for name in WEEKDAYS)


def month(word: str) -> int | None:
    """The number of a month by its name, whole or cut short."""
    if len(word) < 3 or not word.isalpha():
        return None
    fitting = [
        number for number, names in enumerate(MONTHS, 1)
        if any(name.startswith(word) for name in names)
    ]
    return fitting[0] if len(fitting) == 1 else None


def number(token: str, least: int, most: int) -> int | None:
    """A number of so many digits."""
    is_fitting = least <= len(token) <= most and token.isascii() and token.isdigit()
    return int(token) if is_fitting else None


def day(token: str) -> int | None:
    digits = re.match(r"[0-9]*", token)[0]
    rest = token[len(digits):]
    return number(digits, 1, 2) if not rest or rest in ORDINALS else None


def compact(token: str) -> datetime.date | None:
    value = number(token, 8, 8)
    if value is None or not 1900 <= value // 10_000 <= 2099:
        return None
    return day_of(value // 10_000, value // 100 % 100, value % 100)


def named(tokens: list[str]) -> datetime.date | None:
    """A day whose month is a word: the year is the number of four digits."""
    parts = [token for token in tokens if token not in FILLERS]
    at = next((place for place, part in enumerate(parts) if month(part)), None)
    if len(parts) != 3 or at is None:
        return None
    first, second = [part for place, part in enumerate(parts) if place != at]
    found, year = day(first), number(second, 4, 4)
    if found is not None and year is not None:
        return day_of(year, month(parts[at]), found)
    found, year = day(second), number(first, 4, 4)
    if at == 1 and found is not None and year is not None:
        return day_of(year, month(parts[at]), found)
    return None


def numeric(tokens: list[str], marks: list[str]) -> datetime.date | None:
    """A day in three numbers parted by the same mark."""
    if len(tokens) != 3 or len(marks) != 2 or marks[0] != marks[1] or marks[0] not in ("/", "-", "."):
        return None
    year = number(tokens[0], 4, 4)
    if year is not None:
        b, c = number(tokens[1], 1, 2), number(tokens[2], 1, 2)
        return None if b is None or c is None else day_of(year, b, c)
    a, b, year = number(tokens[0], 1, 2), number(tokens[1], 1, 2), number(tokens[2], 4, 4)
    if a is None or b is None or year is None:
        return None
    if a > 12:
        return day_of(year, b, a)
    if b > 12 or a == b:
        return day_of(year, a, b)
    return None
