"""DSPydantic; runs in the peers' virtual environment: `python -m comparison.peers_dspydantic JOB`.

From 20 examples on it chooses BootstrapFewShotWithRandomSearch by itself, which fails in 0.1.6
because it is given an argument that dspy does not know (`num_candidates`). MIPROv2 without
demonstrations of its own is its other documented way for the descriptions of fields; the extraction
prompt then shows the first eight training examples.
"""

import sys
from pathlib import Path

import dspy
from dspydantic import Example, Prompter

from .peer import PROPOSER_TOKENS, TASK_TOKENS, THREADS, Job, start
from .typed import model


def main() -> None:
    job = Job(Path(sys.argv[1]))
    lm = job.lm("optimize", "task", 0.0, TASK_TOKENS)
    start(dspy.JSONAdapter(), lm)
    prompter = Prompter(model=model(job.schema))
    examples = [Example(text=row["text"], expected_output=row["expected"]) for row in job.visible]
    settings = {"optimizer": "miprov2zeroshot", "train_split": 0.5}
    proposer = job.lm("optimize", "proposer", 1.0, PROPOSER_TOKENS)
    result = prompter.optimize(
        examples=examples, num_threads=THREADS,
        optimizer_kwargs={
            "prompt_model": proposer, "seed": 9 + job.seed, "max_errors": 1_000_000},
        **settings)
    held_out = job.lm("held-out", "task", 0.0, TASK_TOKENS)

    def one(text: str) -> dict:
        with dspy.context(lm=held_out, adapter=dspy.JSONAdapter()):
            return prompter.predict(text=text).model_dump(mode="json")

    job.predict(one)
    settings["demonstrations"] = len(result.optimized_demos or [])
    job.finish(
        settings, {"score": result.optimized_score, "seed_score": result.baseline_score}, [])


if __name__ == "__main__":
    main()
