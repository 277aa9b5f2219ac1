"""Compares the scorer here with prompter's own, row by row."""

import shutil
from pathlib import Path

from . import sets
from .ours import Ours
from .scorer import Scorer


def check(bench, names: list[str]) -> int:
    """Scores prompter's answers to the held-out rows twice; returns an exit code."""
    differing = 0
    for name in names:
        folder = bench.scratch / f"check-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        task = _task(name, bench.data, bench.rows)
        ours = Ours(bench.binary, folder, bench.proxy.address, bench.proxy.instance)
        ours.optimize(task, 0)
        scorer = Scorer(task.schema)
        rows = [row for row in ours.evaluate(task) if row["score"] is not None]
        faults, values = [], 0
        for row in rows:
            fields = scorer.fields_of(row["predicted"], row["expected"])
            pairs = [("record", scorer.score(row["predicted"], row["expected"]), row["score"])]
            pairs += [(field, fields[field], row["fields"][field]) for field in scorer.fields]
            values += len(pairs)
            faults += [
                f"  {row['id']} {what}: {here} here, {there} there"
                for what, here, there in pairs if abs(here - there) > 1e-9]
        right = sum(row["score"] > 0 for row in rows)
        print(f"{name}: {len(rows)} rows ({right} above 0), {values} scores, {len(faults)} differ")
        print("\n".join(faults[:20]), end="\n" if faults else "")
        differing += len(faults)
    return 1 if differing else 0


def _task(name: str, data: Path, rows: int) -> sets.Task:
    """The first deal; a set whose further rows are not there yet is checked on its test rows."""
    try:
        return sets.task(name, 0, data, rows)
    except sets.NotThere:
        folder = sets.ROOT / "datasets" / name
        schema = sets.json.loads((folder / "schema.json").read_text())
        train, test = sets.lines(folder / "train.jsonl"), sets.lines(folder / "test.jsonl")
        return sets.Task(name, 0, schema, train, test[:rows])
