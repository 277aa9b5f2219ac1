"""Compares the scorer here with prompter's own, row by row."""

import shutil
from pathlib import Path

from . import sets
from .ours import Ours
from .scorer import Scorer
from .units import EQUAL, HALF, KNN, Unit


def check(bench, names: list[str]) -> int:
    """Scores answers to the held-out rows twice, here and by prompter; returns an exit code.

    The answers are the seed prompter's, and those of what our units of the first deal found, as
    far as that is in the scratch folder.
    """
    differing = 0
    for name in names:
        task = _task(name, bench.data, bench.rows)
        ours = _ours(bench, name)
        ours.optimize(task, 0)
        differing += _compare(f"{name}, seed prompter", ours, task)
        for unit in [Unit(name, 0, optimizer) for optimizer in (KNN, HALF, EQUAL)]:
            found = bench.scratch / unit.name / "found.json"
            if found.exists():
                ours = _ours(bench, unit.name)
                shutil.copy(found, ours.found)
                differing += _compare(unit.name, ours, task)
    return 1 if differing else 0


def _ours(bench, name: str) -> Ours:
    """prompter in a new folder."""
    folder = bench.scratch / f"check-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Ours(bench.binary, folder, bench.proxy.address, bench.proxy.instance)


def _compare(what: str, ours: Ours, task: sets.Task) -> int:
    """How many scores differ; an answer that is no record has none of prompter's."""
    scorer = Scorer(task.schema)
    rows = [row for row in ours.evaluate(task) if row["score"] is not None]
    faults, values = [], 0
    for row in rows:
        fields = scorer.fields_of(row["predicted"], row["expected"])
        pairs = [("record", scorer.score(row["predicted"], row["expected"]), row["score"])]
        pairs += [(field, fields[field], row["fields"][field]) for field in scorer.fields]
        values += len(pairs)
        faults += [
            f"  {row['id']} {part}: {here} here, {there} there"
            for part, here, there in pairs if abs(here - there) > 1e-9]
    right = sum(row["score"] > 0 for row in rows)
    print(f"{what}: {len(rows)} rows ({right} above 0), {values} scores, {len(faults)} differ")
    print("\n".join(faults[:20]), end="\n" if faults else "")
    return len(faults)


def _task(name: str, data: Path, rows: int) -> sets.Task:
    """The first deal; a set whose further rows are not there yet is checked on its test rows."""
    try:
        return sets.task(name, 0, data, rows)
    except sets.NotThere:
        folder = sets.ROOT / "datasets" / name
        schema = sets.json.loads((folder / "schema.json").read_text())
        train, test = sets.lines(folder / "train.jsonl"), sets.lines(folder / "test.jsonl")
        return sets.Task(name, 0, schema, train, test[:rows])
