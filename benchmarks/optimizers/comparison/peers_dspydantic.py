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

#: It asks for a thought and then for the record as a text, which no grammar constrains, with the
#: adapter that dspy uses when nobody names one. Where fewer of the first training rows than `LEAST`
#: give a record that can be read, hours of search would score nothing but zeros, so there is none.
PROBES = 10
LEAST = 3
#: Room for its thought beside the record.
TOKENS = 2 * TASK_TOKENS


def probe(job: Job, examples: list[Example]) -> str | None:
    """Why its extraction does not work with this model at all, or None."""
    demonstrations = [
        {"input_data": example.input_data, "expected_output": example.expected_output}
        for example in examples[:8]
    ]
    prompter = Prompter(model=model(job.schema), optimized_demos=demonstrations)
    readable, faults = 0, {}
    for row in job.choose[:PROBES]:
        try:
            prompter.predict(text=row["text"])
            readable += 1
        except Exception as error:
            # The first line alone: the others quote the answer.
            fault = f"{type(error).__name__}: {str(error).splitlines()[0]}"[:120]
            faults[fault] = faults.get(fault, 0) + 1
    if readable >= min(LEAST, len(job.choose)):
        return None
    return (
        f"no search: with its prompt and {len(demonstrations)} examples the model gave "
        f"{readable} records that can be read for {len(job.choose[:PROBES])} rows; {faults}")


def main() -> None:
    job = Job(Path(sys.argv[1]))
    start(None, job.lm("optimize", "task", 0.0, TOKENS))
    prompter = Prompter(model=model(job.schema))
    examples = [Example(text=row["text"], expected_output=row["expected"]) for row in job.visible]
    settings = {"optimizer": "miprov2zeroshot", "train_split": 0.5, "max_tokens": TOKENS}
    failed = probe(job, examples)
    if failed:
        job.finish(settings, None, [], failed)
        return
    proposer = job.lm("optimize", "proposer", 1.0, PROPOSER_TOKENS)
    result = prompter.optimize(
        examples=examples, num_threads=THREADS,
        optimizer_kwargs={
            "prompt_model": proposer, "seed": 9 + job.seed, "max_errors": 1_000_000},
        optimizer=settings["optimizer"], train_split=settings["train_split"])
    held_out = job.lm("held-out", "task", 0.0, TOKENS)

    def one(text: str) -> dict:
        with dspy.context(lm=held_out):
            return prompter.predict(text=text).model_dump(mode="json")

    job.predict(one)
    settings["demonstrations"] = len(result.optimized_demos or [])
    job.finish(
        settings, {"score": result.optimized_score, "seed_score": result.baseline_score}, [])


if __name__ == "__main__":
    main()
