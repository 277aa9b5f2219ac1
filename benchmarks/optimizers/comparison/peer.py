"""What the programs of the peers share: their job, their models, and what they leave behind."""

import hashlib
import importlib.metadata
import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

import dspy
import litellm

from .proxy import PATIENCE
from .scorer import Scorer
from .server import CONTEXT, MODEL

THREADS = 4
#: The most tokens of a record: more than prompter allows itself in any of the sets (128 to 320).
TASK_TOKENS = 512
#: The most tokens of what a proposer writes.
PROPOSER_TOKENS = 1024
PACKAGES = ("dspy", "dspydantic", "gepa", "optuna", "litellm", "pydantic")


class Job:
    """What a peer is asked to do: a folder with `job.json`, which also gets its output."""

    def __init__(self, folder: Path):
        job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.optimizer: str = job["optimizer"]
        self.seed: int = job["seed"]
        self.schema: dict = job["schema"]
        self.held_out: list[dict] = job["held_out"]
        half = len(job["visible"]) // 2
        # Rows to learn from, and rows that choose.
        self.train: list[dict] = job["visible"][:half]
        self.choose: list[dict] = job["visible"][half:]
        self.visible: list[dict] = job["visible"]
        self.scorer = Scorer(self.schema)
        self._address: str = job["address"]
        # Without this, JSON Schemas would not be sent to a model that litellm does not know.
        litellm.register_model({
            f"openai/{MODEL}": {
                "litellm_provider": "openai", "mode": "chat", "max_tokens": CONTEXT,
                "supports_response_schema": True,
            }})

    def lm(self, phase: str, role: str, temperature: float, tokens: int) -> dspy.LM:
        """The model, as an OpenAI-compatible endpoint that knows who asks and what for."""
        return dspy.LM(
            f"openai/{MODEL}", api_base=f"{self._address}/{phase}/{role}/v1", api_key="none",
            temperature=temperature, max_tokens=tokens, engine="litellm",
            timeout=PATIENCE)

    def predict(self, one: Callable[[str], dict | None]) -> None:
        """Writes the predictions of the held-out rows; what fails is no record."""
        def safely(row: dict) -> dict:
            try:
                return {"id": row["id"], "predicted": one(row["text"])}
            except Exception as error:
                return {"id": row["id"], "predicted": None, "error": type(error).__name__}

        with ThreadPoolExecutor(THREADS) as pool:
            rows = list(pool.map(safely, self.held_out))
        with open(self.folder / "predictions.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    def finish(
        self, settings: dict, validation: dict | None, journal: list[dict],
        failed: str | None = None,
    ) -> None:
        """Writes what the optimizer says of itself, or why it cannot do this job at all."""
        versions = {}
        for package in PACKAGES:
            versions[package] = importlib.metadata.version(package)
        versions["python"] = sys.version.split()[0]
        about = {
            "settings": {"threads": THREADS, "max_tokens": TASK_TOKENS, **settings},
            "versions": versions, "validation": validation, "journal": journal, "failed": failed,
        }
        (self.folder / "about.json").write_text(json.dumps(about))


def fingerprint(program: dspy.Module) -> str:
    """SHA-256 of what an optimizer changed in a program: instructions and demonstrations."""
    state = json.dumps(program.dump_state(), sort_keys=True, default=str)
    return hashlib.sha256(state.encode()).hexdigest()


def start(adapter: dspy.Adapter | None, lm: dspy.LM) -> None:
    """Sets dspy up, with its own default when there is no adapter.

    A row that fails scores 0 and never ends the search.
    """
    logging.getLogger("dspy").setLevel(logging.INFO)
    litellm.suppress_debug_info = True
    dspy.configure(lm=lm, adapter=adapter, max_errors=1_000_000)
