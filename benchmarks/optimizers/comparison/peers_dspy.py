"""dspy's optimizers; runs in the peers' environment: `python -m comparison.peers_dspy JOB`."""

import re
import sys
from pathlib import Path

import dspy
from dspy.teleprompt import GEPA, BootstrapFewShotWithRandomSearch, LabeledFewShot, MIPROv2
from dspy.teleprompt.gepa.gepa_utils import ScoreWithFeedback

from .peer import PROPOSER_TOKENS, TASK_TOKENS, THREADS, Job, fingerprint, start
from .typed import annotation, plain

#: A bootstrapped answer counts as right from here on. dspy's default takes any score above 0, which
#: would show the model its own wrong answers.
THRESHOLD = 0.8
DEMOS = 4
#: The most tokens of a prompt: the context must hold the answer too, and a longer text.
ROOM = 7000


def signature(schema: dict) -> type[dspy.Signature]:
    """A text in, the record's fields out."""
    fields = {"text": (str, dspy.InputField())}
    for name, node in schema["properties"].items():
        fields[name] = (
            annotation(node, name), dspy.OutputField(desc=node.get("description") or name))
    title = schema.get("title", "Record")
    return dspy.Signature(fields, f"Extract the {title} record from the text.")


class Metric:
    """Our record score, in the shapes in which dspy's optimizers call it."""

    def __init__(self, job: Job):
        self.scorer = job.scorer

    def _record(self, prediction) -> dict:
        return {name: plain(prediction.get(name)) for name in self.scorer.fields}

    def score(self, example, prediction, trace=None) -> float:
        return self.scorer.score(self._record(prediction), example.expected)

    def with_feedback(self, gold, prediction, trace=None, pred_name=None, pred_trace=None):
        record = self._record(prediction)
        return ScoreWithFeedback(
            score=self.scorer.score(record, gold.expected),
            feedback=self.scorer.feedback(record, gold.expected))


def examples(rows: list[dict], fields: list[str]) -> list[dspy.Example]:
    """Rows as dspy takes them; `expected` is for the metric alone."""
    made = []
    for row in rows:
        outputs = {name: row["expected"].get(name) for name in fields}
        made.append(
            dspy.Example(text=row["text"], expected=row["expected"], **outputs).with_inputs("text"))
    return made


def zero(job, program, train, choose, metric):
    return program, {}, None, []


def labeled(job, program, train, choose, metric, k=DEMOS):
    found = LabeledFewShot(k=k).compile(program, trainset=train)
    return found, {"k": k}, None, []


def labeled_16(job, program, train, choose, metric):
    """As many demonstrations as dspy takes by default, or as many of them as the context holds."""
    longest = max((row["text"] for row in job.visible), key=tokens)
    for k in range(16, 0, -1):
        found = labeled(job, program, train, choose, metric, k)
        messages = dspy.JSONAdapter().format(program.signature, found[0].demos, {"text": longest})
        if sum(tokens(message["content"]) for message in messages) <= ROOM:
            break
    return found


def tokens(text: str) -> int:
    """About how many tokens a text has: 0.97 to 1.03 of the model's own in these sets."""
    return len(re.findall(r"\d|[A-Z]{1,2}|[^\W\dA-Z_]{1,6}|_|[^\w\s]+|\n", text))


def random_search(job, program, train, choose, metric):
    settings = {
        "num_candidate_programs": 6, "max_bootstrapped_demos": DEMOS, "max_labeled_demos": DEMOS,
        "metric_threshold": THRESHOLD,
    }
    optimizer = BootstrapFewShotWithRandomSearch(
        metric=metric.score, num_threads=THREADS, max_errors=1_000_000, **settings)
    found = optimizer.compile(program, trainset=train, valset=choose)
    tried = sorted(found.candidate_programs, key=lambda entry: entry["seed"])
    journal = [
        {"candidate": fingerprint(entry["program"]), "score": entry["score"] / 100,
         "calls": None} for entry in tried
    ]
    best = max(entry["score"] for entry in tried) / 100
    return found, settings, {"score": best, "seed_score": journal[0]["score"]}, journal


def mipro(job, program, train, choose, metric):
    settings = {
        "auto": "light", "max_bootstrapped_demos": DEMOS, "max_labeled_demos": DEMOS,
        "metric_threshold": THRESHOLD, "seed": 9 + job.seed,
    }
    optimizer = MIPROv2(
        metric=metric.score, prompt_model=job.lm("optimize", "proposer", 1.0, PROPOSER_TOKENS),
        task_model=dspy.settings.lm, num_threads=THREADS, max_errors=1_000_000, **settings)
    found = optimizer.compile(program, trainset=train, valset=choose)
    journal = []
    for _, trial in sorted(found.trial_logs.items()):
        if "full_eval_score" in trial:
            journal.append({
                "candidate": fingerprint(trial["full_eval_program"]),
                "score": trial["full_eval_score"] / 100,
                "calls": trial.get("total_eval_calls_so_far")})
    seed_score = journal[0]["score"] if journal else None
    return found, settings, {"score": found.score / 100, "seed_score": seed_score}, journal


def gepa(job, program, train, choose, metric):
    settings = {"auto": "light", "seed": job.seed}
    optimizer = GEPA(
        metric=metric.with_feedback, num_threads=THREADS, track_stats=True,
        reflection_lm=job.lm("optimize", "proposer", 1.0, PROPOSER_TOKENS), **settings)
    found = optimizer.compile(program, trainset=train, valset=choose)
    details = found.detailed_results
    scores = details.val_aggregate_scores
    journal = [
        {"candidate": fingerprint(candidate), "score": score, "calls": calls}
        for candidate, score, calls in zip(
            details.candidates, scores, details.discovery_eval_counts)
    ]
    return found, settings, {"score": max(scores), "seed_score": scores[0]}, journal


OPTIMIZERS = {
    "dspy-zero": zero, "dspy-labeled": labeled, "dspy-labeled-16": labeled_16,
    "dspy-random-search": random_search, "dspy-miprov2": mipro, "dspy-gepa": gepa,
}


def main() -> None:
    job = Job(Path(sys.argv[1]))
    start(dspy.JSONAdapter(), job.lm("optimize", "task", 0.0, TASK_TOKENS))
    metric = Metric(job)
    program = dspy.Predict(signature(job.schema))
    found, settings, validation, journal = OPTIMIZERS[job.optimizer](
        job, program, examples(job.train, job.scorer.fields),
        examples(job.choose, job.scorer.fields), metric)
    held_out = job.lm("held-out", "task", 0.0, TASK_TOKENS)

    def one(text: str) -> dict:
        with dspy.context(lm=held_out, adapter=dspy.JSONAdapter()):
            return metric._record(found(text=text))

    job.predict(one)
    settings["program"] = fingerprint(found)
    job.finish(settings, validation, journal)


if __name__ == "__main__":
    main()
