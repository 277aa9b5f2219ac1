"""The bench: a folder, a mock, documents, and prompter's command line."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import documents
from .measure import Child, Cost, run
from .mock import Mock

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Job:
    """One run of `prompter extract`."""

    cost: Cost
    summary: dict
    found: dict
    stats: dict

    @property
    def is_complete(self) -> bool:
        rest = {name: n for name, n in self.found.items() if name != "right"}
        return self.cost.code == 0 and not any(rest.values())

    @property
    def refused(self) -> int:
        """How many requests the provider answered with 429."""
        return self.stats["status"].get("429", 0)


class Bench:
    """Everything that the experiments share; a context manager that cleans up."""

    def __init__(self, binary: Path, keep: bool, runs: int | None, documents: int | None):
        self.binary, self.keep, self._runs, self._documents = binary, keep, runs, documents
        self.folder = Path(tempfile.mkdtemp(prefix="prompter-bench-"))
        self.folder.chmod(0o755)
        self.turn = 0

    def __enter__(self) -> "Bench":
        self.mock = Mock(self.folder / "mock")
        self.artifact = self.folder / "delivery.json"
        self.schema = self.folder / "schema.json"
        self.schema.write_text(json.dumps(documents.SCHEMA))
        return self

    def __exit__(self, *_) -> None:
        self.mock.stop()
        if self.keep:
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def runs(self, default: int) -> int:
        return self._runs or default

    def count(self, default: int) -> int:
        """How many documents, unless the user said otherwise."""
        return self._documents or default

    def documents(self, count: int) -> Path:
        path = self.folder / f"notes-{count}.jsonl"
        return path if path.exists() else documents.write(path, count)

    def seed(self) -> Path:
        """The seed prompter of the schema, made without a call."""
        if self.artifact.exists():
            return self.artifact
        labelled = documents.write(self.folder / "labelled.jsonl", 8, labelled=True)
        cost = run(
            [
                self.binary, "optimize", labelled, "--schema", self.schema, "--model",
                "openai/mock", "--max-calls", "0", "--out", self.artifact, "--quiet",
            ],
            self.folder / "optimize.log")
        if cost.code != 0:
            raise RuntimeError((self.folder / "optimize.log").read_text())
        return self.artifact

    def output(self) -> Path:
        """A fresh place for an output."""
        self.turn += 1
        folder = self.folder / f"run-{self.turn}"
        folder.mkdir()
        return folder / "out.jsonl"

    def command(self, count: int, concurrency: int, output: Path, *options: str) -> list:
        return [
            self.binary, "extract", self.seed(), self.documents(count), "-o", output,
            "--summary", output.with_name("summary.json"), "--model", "openai/mock",
            "--base-url", self.mock.base_url, "--no-cache", "--concurrency", concurrency,
            "--quiet", *options,
        ]

    def start(self, count: int, concurrency: int, output: Path, *options: str) -> Child:
        command = self.command(count, concurrency, output, *options)
        return Child(command, output.with_name("log"), 600)

    def extract(
        self, count: int, concurrency: int, *options: str, **parameters
    ) -> Job:
        """Extracts notes 1 to `count` from a mock with some parameters, and checks each value."""
        output = self.output()
        command = self.command(count, concurrency, output, *options)
        self.mock.drain()
        self.mock.reset(**parameters)
        cost = run(command, output.with_name("log"))
        return self.job(cost, output, count)

    def job(self, cost: Cost, output: Path, count: int) -> Job:
        self.mock.drain()
        path = output.with_name("summary.json")
        summary = json.loads(path.read_text()) if path.exists() else {}
        found = documents.faults(output, count)
        if not self.keep:
            shutil.rmtree(output.parent, ignore_errors=True)
        return Job(cost, summary, found, self.mock.stats())
