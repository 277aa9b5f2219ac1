"""Runs a unit, scores it and writes its result."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import intervals, modelless, sets
from .ours import Failed, Ours
from .proxy import Counts
from .scorer import Scorer
from .units import KNN, MODELLESS, OURS, SEARCHING, Unit

FOLDER = Path(__file__).resolve().parents[1]
#: What a unit has that cannot do its job.
NO_SCORES = {"mean": None, "interval": None, "failures": {}, "held_out": []}
#: What our summary says of the confirmation and of the search.
CLAIMS = (
    "held_out", "n", "seed_score", "score", "gain", "shipped", "task_calls", "proposer_calls",
    "cached_calls", "stopped_because",
)


class Bench:
    """Where units run and leave their results; without proxy and model for those that ask none."""

    def __init__(self, options, scratch: Path, proxy=None, model: dict | None = None):
        self.data: Path = options.data
        self.out: Path = options.out
        self.binary: Path = options.prompter
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
        start = time.monotonic()
        if unit.optimizer in MODELLESS:
            about, counts, model = self._modelless(unit, task, folder), Counts().table(), None
        else:
            self.proxy.begin(unit.name)
            about = (self._ours if unit.optimizer in OURS else self._peer)(unit, task, folder)
            counts, model = self.proxy.counts.table(), self.model
        seconds = time.monotonic() - start
        if any(fault.startswith("502") for fault in counts["faults"]):
            raise Failed("the model server failed")
        result = {
            "format": "optimizer-comparison/1", "set": unit.set, "seed": unit.seed,
            "optimizer": unit.optimizer, "rows": self.rows, "data": task.hashes(),
            "model": model,
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

    def _modelless(self, unit: Unit, task: sets.Task, folder: Path) -> dict:
        settings = modelless.predict(unit.optimizer, task, folder / "predictions.jsonl")
        return {
            "claimed": None, "settings": settings,
            "versions": {"python": sys.version.split()[0]}, "journal": []}

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
        ours = Ours(self.binary, folder, self.proxy.address, self.proxy.instance)
        share, settings = OURS[unit.optimizer], {}
        if unit.optimizer == KNN:
            settings["optimizer"] = "knn"
        elif share:
            best = self._best_peer(unit)
            settings["best_peer"] = best["optimizer"]
            settings["max_calls"] = int(share * best["counts"]["optimize"]["task"]["calls"])
        else:
            settings["max_calls"] = 0
        binary = hashlib.sha256(self.binary.read_bytes()).hexdigest()
        summary = ours.optimize(task, settings.get("max_calls"), settings.get("optimizer"))
        if not (folder / "found.json").exists():
            raise Failed(f"no prompter was written: {_last_words(folder / 'log')}")
        ours.predict(task)
        if hashlib.sha256(self.binary.read_bytes()).hexdigest() != binary:
            raise Failed("the binary of prompter was replaced meanwhile")
        return {
            "claimed": {key: summary.get(key) for key in CLAIMS},
            "settings": {**settings, **ours.shipped()},
            "versions": {
                "prompter": ours.version(), "python": sys.version.split()[0],
                "binary": binary},
            "journal": ours.journal(),
        }


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1][:300] if lines else "no output"
