"""prompter's own units: it talks to the proxy as to a local server of its own that runs already."""

import json
import os
import subprocess
from pathlib import Path

from .proxy import PATIENCE
from .server import COUNT, MODEL, installed
from .sets import digest

#: What a prompter's layout says; a part that is left out has its usual value.
LAYOUT = ("guide", "demonstrations", "nearest", "absent", "reasoning")


class Failed(Exception):
    """A command that did not end well."""


class Ours:
    """Runs prompter in a folder of its own, without the user's cache and state."""

    def __init__(self, binary: Path, folder: Path, address: str, instance: str):
        self._binary = binary
        self._folder = folder
        #: The prompter that is optimized, and extracts and is evaluated then.
        self.found = folder / "found.json"
        self._log = folder / "log"
        self._environments = {
            phase: self._environment(phase, f"{address}/{phase}/task", instance)
            for phase in ("optimize", "held-out")
        }

    def _environment(self, phase: str, address: str, instance: str) -> dict:
        """prompter looks for a running server of a local model in its folder of states."""
        state = self._folder / f"state-{phase}"
        local = state / "prompter/local"
        local.mkdir(parents=True, exist_ok=True)
        record = {"address": address, "instance": instance, "pid": os.getpid()}
        (local / f"{installed()['sha256'][:16]}.json").write_text(json.dumps(record))
        cache = self._folder / "cache"
        return {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CACHE_HOME": str(cache)}

    def run(self, phase: str, *words) -> str:
        """What a command writes to stdout; its stderr goes to the unit's log."""
        command = [str(self._binary), *map(str, words), "--quiet"]
        command += ["--timeout", str(PATIENCE), "--concurrency", str(COUNT)]
        with open(self._log, "ab") as log:
            result = subprocess.run(
                command, cwd=self._folder, env=self._environments[phase], stdout=subprocess.PIPE,
                stderr=log)
        if result.returncode not in (0, 1):
            raise Failed(f"{' '.join(command[:3])} ended with {result.returncode}; see {self._log}")
        return result.stdout.decode()

    def version(self) -> str:
        return subprocess.check_output([self._binary, "--version"], text=True).strip()

    def optimize(self, task, calls: int | None, optimizer: str | None = None) -> dict:
        """Optimizes with a budget of calls; 0 writes the seed prompter. Returns the summary.

        Without a budget and without the name of an optimizer, prompter's own defaults hold.
        """
        schema, visible = self._folder / "schema.json", self._folder / "visible.jsonl"
        schema.write_text(json.dumps(task.schema))
        visible.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in task.visible))
        words = [
            "optimize", visible, "--schema", schema, "--model", f"local/{MODEL}",
            "--seed", task.seed, "--out", self.found, "--json",
        ]
        words += [] if calls is None else ["--max-calls", calls]
        words += [] if optimizer is None else ["--optimizer", optimizer]
        return json.loads(self.run("optimize", *words))

    def predict(self, task) -> None:
        """Writes the predictions of the held-out rows."""
        held_out, output = self._folder / "held-out.jsonl", self._folder / "records.jsonl"
        held_out.write_text("".join(
            json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n"
            for row in task.held_out))
        self.run("held-out", "extract", self.found, held_out, "-o", output)
        found = {}
        for line in output.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["id"]] = row
        with open(self._folder / "predictions.jsonl", "w", encoding="utf-8") as file:
            for row in task.held_out:
                answer = found.get(row["id"], {"ok": False})
                entry = {"id": row["id"], "predicted": answer["data"] if answer["ok"] else None}
                if not answer["ok"]:
                    entry["error"] = (answer.get("error") or {}).get("type", "no answer")
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def evaluate(self, task) -> list[dict]:
        """The rows of prompter's own evaluation of the held-out rows."""
        data, record = self._folder / "held-out-labelled.jsonl", self._folder / "record.json"
        data.write_text("".join(
            json.dumps(row, ensure_ascii=False) + "\n" for row in task.held_out))
        self.run("held-out", "evaluate", self.found, "--data", data, "-o", record)
        return json.loads(record.read_text(encoding="utf-8"))["rows"]

    def shipped(self) -> dict:
        """What the prompter is that was found, without its texts."""
        found = json.loads(self.found.read_text(encoding="utf-8"))
        layout = {part: found["layout"][part] for part in LAYOUT if part in found["layout"]}
        return {
            "program": digest(found), "layout": layout,
            "demonstrations": len(found["demonstrations"])}

    def journal(self) -> list[dict]:
        """What was scored, at which stage, and after how many calls in all: no texts."""
        path = self._folder / "found.json.run"
        if not path.exists():
            return []
        entries, stage, before, spent = [], "", 0, 0
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry.get("event") == "stage":
                # Each stage counts from 0.
                stage, before, spent = entry["stage"], before + spent, 0
            spent = entry.get("spent", spent)
            if entry.get("event") == "evaluated" and entry.get("n"):
                entries.append({
                    "candidate": entry["candidate"], "stage": stage, "score": entry["mean"],
                    "calls": before + spent, "n": entry["n"]})
        return entries
