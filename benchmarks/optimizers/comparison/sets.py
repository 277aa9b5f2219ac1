"""The data sets, and which of their rows are seen and which are held out."""

import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: How many rows every optimizer sees, and how many score what it found.
ROWS = 100
#: Draws the held-out rows; the same for all seeds.
HELD_OUT_SEED = 20_261

#: Name, seeds, and whether the rows are in the project's own `datasets/`.
SETS = {
    "e2e-restaurants": (3, False),
    "invoices": (3, True),
    "receipts-sroie": (2, False),
    "snips-restaurant": (1, False),
    "support-tickets": (1, True),
}


@dataclass(frozen=True)
class Task:
    """One data set as one seed deals it."""

    name: str
    seed: int
    schema: dict
    visible: list[dict]
    held_out: list[dict]

    def hashes(self) -> dict:
        """SHA-256 of the schema and of both parts, so that results of other rows are noticed."""
        return {
            "schema": digest(self.schema), "visible": digest(self.visible),
            "held_out": digest(self.held_out),
        }


class NotThere(Exception):
    """Rows that do not exist (yet)."""


def digest(value) -> str:
    """SHA-256 of a JSON value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lines(path: Path) -> list[dict]:
    """The rows of a file of JSON lines."""
    if not path.exists():
        raise NotThere(f"{path} does not exist")
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def task(name: str, seed: int, data: Path, rows: int = ROWS) -> Task:
    """The rows of a set for a seed; `rows` below 100 is for trying things out.

    Throws `NotThere` when they are not all there.
    """
    is_own = SETS[name][1]
    folder = (ROOT / "datasets" if is_own else data) / name
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    if is_own:
        visible, held_out = _own(folder)
        random.Random(seed).shuffle(visible)
    else:
        visible = random.Random(seed).sample(lines(folder / "train.jsonl"), ROWS)
        held_out = random.Random(HELD_OUT_SEED).sample(lines(folder / "dev.jsonl"), ROWS)
    plain = [
        [{key: row[key] for key in ("id", "text", "expected")} for row in part[:rows]]
        for part in (visible, held_out)
    ]
    return Task(name, seed, schema, *plain)


def _own(folder: Path) -> tuple[list[dict], list[dict]]:
    """80 training rows and 20 further ones; 40 test rows and 60 further ones."""
    train, test = lines(folder / "train.jsonl"), lines(folder / "test.jsonl")
    more = lines(folder / "more.jsonl")
    if (len(train), len(test), len(more)) != (80, 40, 80):
        raise NotThere(f"{folder} does not have 80 + 40 + 80 rows")
    return train + more[:20], test + more[20:]
