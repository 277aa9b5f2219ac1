"""What is run: one optimizer on one set as one seed deals it, each of its own and resumable."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from . import intervals, sets
from .ours import Failed, Ours
from .scorer import Scorer

BASELINE = "dspy-labeled"
SEARCHING = ("dspy-random-search", "dspy-miprov2", "dspy-gepa", "dspydantic")
PEERS = (BASELINE, *SEARCHING)
#: Our units, and their budget as a share of the task calls of the best searching peer.
OURS = {"prompter-seed": 0.0, "prompter-half": 0.5, "prompter-equal": 1.0}
OPTIMIZERS = (*PEERS, *OURS)

FOLDER = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Unit:
    """One optimizer on one deal of one set."""

    set: str
    seed: int
    optimizer: str

    @property
    def name(self) -> str:
        return f"{self.set}-{self.seed}-{self.optimizer}"


def units(names: list[str], seeds: int | None, chosen: list[str], peers_only: bool) -> list[Unit]:
    """All units, first seeds first, so that what is there early covers all sets."""
    found = []
    for seed in range(max(count for count, _ in sets.SETS.values())):
        for name in names:
            if seed >= sets.SETS[name][0] or (seeds is not None and seed >= seeds):
                continue
            for optimizer in OPTIMIZERS:
                unit = Unit(name, seed, optimizer)
                if peers_only and optimizer in OURS:
                    continue
                if chosen and optimizer not in chosen and unit.name not in chosen:
                    continue
                found.append(unit)
    return found


def about_model(weights: Path, library: Path | None) -> dict:
    """What a result says of the model: its file's name and hash, and what computes it."""
    with open(weights, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": weights.name, "sha256": digest, "computed_by": library.stem if library else "stock"}


class Bench:
    """Where units run and leave their results."""

    def __init__(self, options, scratch: Path, proxy, model: dict):
        self.data: Path = options.data
        self.out: Path = options.out
        self.binary: Path | None = options.prompter
        self.rows: int = options.rows
        self.scratch = scratch
        self.proxy = proxy
        self.model = model

    def result(self, unit: Unit) -> Path:
        return self.out / f"{unit.name}.json"

    def task(self, unit: Unit) -> sets.Task:
        return sets.task(unit.set, unit.seed, self.data, self.rows)

    def obstacle(self, unit: Unit) -> str | None:
        """Why a unit cannot run now, or None."""
        try:
            self.task(unit)
        except sets.NotThere as error:
            return str(error)
        if OURS.get(unit.optimizer) and self._best_peer(unit) is None:
            return "the searching peers of this set and seed are not all done"
        return None

    def _best_peer(self, unit: Unit) -> dict | None:
        """The result of the searching peer with the best held-out score."""
        paths = [self.result(Unit(unit.set, unit.seed, peer)) for peer in SEARCHING]
        if not all(path.exists() for path in paths):
            return None
        results = [json.loads(path.read_text()) for path in paths]
        scored = [result for result in results if result["mean"] is not None]
        return max(scored, key=lambda result: result["mean"], default=None)

    def run(self, unit: Unit) -> dict:
        """Runs a unit and writes its result. Throws `Failed` when it has none."""
        folder = self.scratch / unit.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        task = self.task(unit)
        self.proxy.begin(unit.name)
        start = time.monotonic()
        about = (self._ours if unit.optimizer in OURS else self._peer)(unit, task, folder)
        seconds = time.monotonic() - start
        counts = self.proxy.counts.table()
        if any(fault.startswith("502") for fault in counts["faults"]):
            raise Failed("the model server failed")
        result = {
            "format": "optimizer-comparison/1", "set": unit.set, "seed": unit.seed,
            "optimizer": unit.optimizer, "rows": self.rows, "data": task.hashes(),
            "model": self.model,
            **(NO_SCORES if about.get("failed") else self._scores(task, folder)),
            "counts": counts, "seconds": round(seconds, 1), **about,
        }
        new = self.result(unit).with_suffix(".new")
        new.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        os.replace(new, self.result(unit))
        return result

    def _scores(self, task: sets.Task, folder: Path) -> dict:
        """The held-out scores: no texts and no answers, which belong to others."""
        text = (folder / "predictions.jsonl").read_text(encoding="utf-8")
        predictions = {row["id"]: row for row in map(json.loads, text.splitlines())}
        scorer = Scorer(task.schema)
        rows, failures = [], {}
        for row in task.held_out:
            found = predictions[row["id"]]
            fields = scorer.fields_of(found["predicted"], row["expected"])
            rows.append({
                "id": row["id"], "score": scorer.score(found["predicted"], row["expected"]),
                "fields": fields})
            if "error" in found:
                failures[found["error"]] = failures.get(found["error"], 0) + 1
        scores = [row["score"] for row in rows]
        return {
            "mean": intervals.mean(scores), "interval": intervals.bootstrap([scores]),
            "failures": failures, "held_out": rows,
        }

    def _peer(self, unit: Unit, task: sets.Task, folder: Path) -> dict:
        environment = self.scratch / "venv"
        subprocess.run([FOLDER / "install", environment], check=True)
        job = {
            "optimizer": unit.optimizer, "seed": unit.seed, "schema": task.schema,
            "visible": task.visible, "held_out": task.held_out, "address": self.proxy.address,
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        module = "peers_dspydantic" if unit.optimizer == "dspydantic" else "peers_dspy"
        variables = {
            **os.environ, "DSPY_CACHEDIR": str(folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONUNBUFFERED": "1",
        }
        with open(folder / "log", "ab") as log:
            code = subprocess.run(
                [environment / "bin/python", "-m", f"comparison.{module}", folder], cwd=FOLDER,
                env=variables, stdout=log, stderr=log).returncode
        if code != 0:
            raise Failed(f"ended with {code}: {_last_words(folder / 'log')}")
        about = json.loads((folder / "about.json").read_text())
        return {"claimed": about.pop("validation"), **about}

    def _ours(self, unit: Unit, task: sets.Task, folder: Path) -> dict:
        if self.binary is None:
            raise Failed("--prompter is missing")
        ours = Ours(self.binary, folder, self.proxy.address, self.proxy.instance)
        share, best = OURS[unit.optimizer], self._best_peer(unit)
        budget = 0
        if share:
            budget = int(share * best["counts"]["optimize"]["task"]["calls"])
        summary = ours.optimize(task, budget)
        if not (folder / "found.json").exists():
            raise Failed(f"no prompter was written: {_last_words(folder / 'log')}")
        ours.predict(task)
        found = sets.digest(json.loads((folder / "found.json").read_text(encoding="utf-8")))
        settings = {"max_calls": budget, "program": found}
        if share:
            settings["best_peer"] = best["optimizer"]
        return {
            "claimed": {key: summary.get(key) for key in CLAIMS}, "settings": settings,
            "versions": {
                "prompter": ours.version(), "python": sys.version.split()[0],
                "binary": hashlib.sha256(self.binary.read_bytes()).hexdigest()},
            "journal": ours.journal(),
        }


#: What a unit has that cannot do its job.
NO_SCORES = {"mean": None, "interval": None, "failures": {}, "held_out": []}
#: What our summary says of the confirmation and of the search.
CLAIMS = (
    "held_out", "n", "seed_score", "score", "gain", "shipped", "task_calls", "proposer_calls",
    "cached_calls", "stopped_because",
)


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1][:300] if lines else "no output"


def run_all(bench: Bench, wanted: list[Unit]) -> int:
    """Runs what is not done, in order, and again whatever became possible meanwhile."""
    tried: dict[Unit, str] = {}
    while True:
        open_units = [
            unit for unit in wanted if unit not in tried and not bench.result(unit).exists()]
        unit = next((unit for unit in open_units if bench.obstacle(unit) is None), None)
        if unit is None:
            break
        print(f"{time.strftime('%H:%M:%S')} {unit.name}", flush=True)
        try:
            result = bench.run(unit)
            calls = bench.proxy.counts.calls()
            score = result.get("failed") or f"{result['mean']:.3f}"
            print(
                f"{time.strftime('%H:%M:%S')} {unit.name}: {score}, {calls} calls, "
                f"{result['seconds']:.0f} s, {calls / max(1, result['seconds']):.2f} calls/s, "
                f"failures {result['failures']}, faults {result['counts']['faults']}", flush=True)
            tried[unit] = ""
        except Exception as error:
            if not isinstance(error, Failed):
                traceback.print_exc()
            tried[unit] = f"{type(error).__name__}: {error}"
            print(f"{unit.name} failed: {tried[unit]}", flush=True)
    for unit in open_units:
        print(f"skipped {unit.name}: {bench.obstacle(unit)}")
    failed = {unit: error for unit, error in tried.items() if error}
    for unit, error in failed.items():
        print(f"failed {unit.name}: {error} (log: {bench.scratch / unit.name / 'log'})")
    return 1 if failed else 0
