"""Scores records field by field, as prompter does by default; see docs/schemas.md.

It is the training metric of the peers and scores everybody's held-out answers. `run --check-scorer`
compares it with prompter's own.
"""

import functools
import json
import re
import unicodedata

from . import dates

#: From which score on a value counts as right.
RIGHT = 0.999


class Scorer:
    """The metrics and weights of one schema: an object of scalars and of lists."""

    def __init__(self, schema: dict):
        self._parts = []
        for name, node in schema["properties"].items():
            self._parts.append((name, _measure(node), node.get("x-weight", 1)))
        self.fields = [name for name, _, _ in self._parts]

    def fields_of(self, predicted: dict | None, expected: dict) -> dict[str, float]:
        """The score of each field; no record at all scores 0 in each."""
        if predicted is None:
            return dict.fromkeys(self.fields, 0.0)
        return {
            name: _presence(predicted.get(name), expected.get(name), measure)
            for name, measure, _ in self._parts
        }

    def score(self, predicted: dict | None, expected: dict) -> float:
        """The weighted mean over the fields, from 0 to 1."""
        scores = self.fields_of(predicted, expected)
        weights = sum(weight for _, _, weight in self._parts)
        return sum(weight * scores[name] for name, _, weight in self._parts) / weights

    def feedback(self, predicted: dict | None, expected: dict) -> str:
        """What is wrong, in words, for optimizers that read it."""
        if predicted is None:
            return "The answer could not be read as a record."
        scores = self.fields_of(predicted, expected)
        faults = [
            f"{name}: expected {_plain(expected.get(name))}, got {_plain(predicted.get(name))}."
            for name in self.fields if scores[name] < RIGHT
        ]
        return " ".join(faults) if faults else "All fields are right."


def _presence(given, wanted, measure) -> float:
    """Null and an empty list both say that there is nothing."""
    given, wanted = (None if value == [] else value for value in (given, wanted))
    if given is None or wanted is None:
        return float(given is None and wanted is None)
    return measure(given, wanted)


def _measure(node: dict):
    """The metric of a field: what its schema declares, or what fits its type."""
    types = node.get("type", [])
    types = {types} if isinstance(types, str) else set(types)
    if "items" in node:
        return functools.partial(_list, node["items"])
    if "properties" in node:
        raise ValueError("objects are scored within lists only")
    declared = node.get("x-metric")
    if declared is not None:
        name = declared if isinstance(declared, str) else declared["name"]
        return METRICS[name]
    if "enum" in node or "const" in node:
        return exact
    if node.get("format") == "date":
        return same_date
    types -= {"null"}
    if types and types <= {"number", "integer"}:
        return number
    if types == {"string"} and "format" not in node:
        return text
    return exact


def exact(given, wanted) -> float:
    """1 when both are the same JSON value; true is not 1."""
    return float(_canonical(given) == _canonical(wanted))


def text(given, wanted) -> float:
    """1 when the texts have the same words, whatever case, punctuation and spacing."""
    a, b = _plain(given), _plain(wanted)
    x, y = words(a), words(b)
    return float(x == y and (bool(x) or a == b))


def number(given, wanted) -> float:
    """1 when two numbers are equal but for rounding in binary."""
    if exact(given, wanted):
        return 1.0
    a, b = _number(given), _number(wanted)
    if b is None:
        raise ValueError("the expected value is no number")
    return float(a is not None and abs(a - b) <= 1e-13 * abs(b))


def same_date(given, wanted) -> float:
    """1 when both name the same day; texts that are no clear dates are compared as text."""
    a, b = _plain(given), _plain(wanted)
    x, y = dates.read(a), dates.read(b)
    if x and y:
        return float(x == y)
    return float(a.strip() == b.strip())


METRICS = {"exact": exact, "text": text, "number": number, "date": same_date}


def words(value: str) -> list[str]:
    """Runs of letters and digits in lower case; a mark between two digits belongs to the number."""
    found, word = [], ""
    letters = value.lower()
    for place, letter in enumerate(letters):
        joins = (
            letter in ".," and 0 < place < len(letters) - 1
            and letters[place - 1].isnumeric() and letters[place + 1].isnumeric())
        # A mark on a letter, such as an accent of its own, is part of it.
        marks = word and unicodedata.category(letter).startswith("M")
        if letter.isalpha() or letter.isnumeric() or joins or marks:
            word += letter
        elif word:
            found.append(word)
            word = ""
    return found + [word] if word else found


def _list(items: dict, given, wanted) -> float:
    """F1 over the items, matched one to one in the best way."""
    if not isinstance(given, list) or not isinstance(wanted, list):
        return 0.0
    if "properties" in items:
        parts = [(name, _measure(node), node.get("x-weight", 1))
                 for name, node in items["properties"].items()]
        table = [[_object(parts, a, b) for b in wanted] for a in given]
    else:
        measure = _measure(items)
        table = [[_presence(a, b, measure) for b in wanted] for a in given]
    return 2 * _best(table) / (len(given) + len(wanted))


def _object(parts: list, given, wanted) -> float:
    if not isinstance(given, dict) or not isinstance(wanted, dict):
        return exact(given, wanted)
    total = sum(
        weight * _presence(given.get(name), wanted.get(name), measure)
        for name, measure, weight in parts)
    return total / sum(weight for _, _, weight in parts)


def _best(table: list[list[float]]) -> float:
    """The largest sum of a one-to-one matching of rows to columns."""
    if not table or not table[0]:
        return 0.0
    if len(table) < len(table[0]):
        table = [list(column) for column in zip(*table)]

    # Rows in turn; the set of columns that are taken is a bit pattern, as there are few columns.
    best = {0: 0.0}
    for row in table:
        after = dict(best)
        for taken, total in best.items():
            for column, score in enumerate(row):
                bit = 1 << column
                if not taken & bit and total + score > after.get(taken | bit, -1.0):
                    after[taken | bit] = total + score
        best = after
    return max(best.values())


def _canonical(value):
    """A value of which equality is that of JSON: `1` equals `1.0`, but not `true`."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return value


def _plain(value) -> str:
    """A string as it is, anything else as JSON."""
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return unicodedata.normalize("NFC", plain)


def _number(value) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value):
        return float(value)
    return None
