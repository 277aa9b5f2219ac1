"""Writes an evaluation record of many rows, as `prompter evaluate -o record.json` would.

Usage: record.py ROWS [SEED] > record.json; another seed gives another run on the same examples.
"""

import json
import random
import sys

WORDS = (
    "acme garden tools limited north river supply steel copper timber paper glass order invoice "
    "delivery pallet box crate of the and with for from to net gross weight due amount").split()


def example(number):
    """The same for every seed: its id, text, expected record and where the text says it."""
    r = random.Random(number)
    vendor = " ".join(r.choice(WORDS).title() for _ in range(3)) + " Ltd"
    total = round(r.uniform(10, 5_000), 2)
    items = [{"name": " ".join(r.sample(WORDS, 2)), "price": round(r.uniform(1, 90), 2)}
             for _ in range(r.randint(1, 4))]
    expected = {
        "vendor": vendor, "total": total, "currency": r.choice(["EUR", "USD", "GBP"]),
        "date": f"2024-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
        "order": f"BW-{r.randint(1000, 9999)}" if r.random() < 0.7 else None, "items": items}
    text, spans = "", {}
    for name in ("vendor", "date", "order", "total"):
        text += " ".join(r.choice(WORDS) for _ in range(30)) + " "
        value = str(expected[name]) if expected[name] is not None else ""
        if value:
            spans[name] = [len(text), len(text) + len(value)]
        text += value + ".\n"
    text += " ".join(r.choice(WORDS) for _ in range(90))
    return f"inv-{number:05}", text, expected, spans


def row(number, r):
    name, text, expected, spans = example(number)
    base = {"id": name, "repeat": 1, "expected": expected, "text": text, "evidence": spans,
            "repairs": [], "attempts": 1, "usage": {"input_tokens": 700, "output_tokens": 80},
            "latency_ms": round(r.lognormvariate(6.5, 0.5), 1), "record_confidence": None}
    chance = r.random()
    if chance < 0.01:
        return {**base, "predicted": None, "score": None, "fields": {}, "outcomes": {},
                "items": {}, "confidence": {}, "latency_ms": None,
                "error": {"type": "rate_limited", "message": "slow down", "retryable": True}}
    names = list(expected)
    if chance < 0.03:
        return {**base, "predicted": None, "score": 0, "fields": {n: 0 for n in names},
                "outcomes": {n: "missing" for n in names}, "confidence": {},
                "items": {"items": {"matched": 0, "given": 0, "expected": len(expected["items"])}},
                "error": {"type": "invalid_answer", "message": "no JSON", "retryable": False}}
    predicted, scores, outcomes, confidence = dict(expected), {}, {}, {}
    items = {"matched": len(expected["items"]), "given": len(expected["items"]),
             "expected": len(expected["items"])}
    for n in names:
        p = r.betavariate(5, 1)
        scores[n], outcomes[n] = 1, "right"
        confidence[n] = round(min(0.999, p), 4)
        if r.random() < p:
            continue
        scores[n], outcomes[n] = 0, "wrong"
        if n == "vendor":
            predicted[n] = expected[n].replace("Ltd", "Limited")
        elif n == "total":
            predicted[n] = round(expected[n] + 10, 2)
        elif n == "order":
            predicted[n] = None if expected[n] else "BW-1"
            outcomes[n] = "missing" if expected[n] else "hallucinated"
        elif n == "items":
            predicted[n] = expected[n][1:]
            items["given"] = items["matched"] = len(predicted[n])
            scores[n] = 2 * items["matched"] / (items["given"] + items["expected"])
            outcomes[n] = "missing"
        else:
            predicted[n] = "X"
    if r.random() < 0.1:
        base["repairs"] = ["fence"]
    return {**base, "predicted": predicted, "score": sum(scores.values()) / len(scores),
            "fields": scores, "outcomes": outcomes, "items": {"items": items},
            "confidence": confidence, "record_confidence": round(min(confidence.values()), 4),
            "error": None}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    r = random.Random(1_000_003 * seed)
    rows = [row(number, r) for number in range(count)]
    fields = {n: {"scored": True} for n in ("vendor", "total", "currency", "date", "order", "items")}
    json.dump({
        "format": "evaluation/1", "prompter": f"invoices@{seed}", "prompter_sha256": "a" * 64,
        "model": "openai/some-model", "data": "test.jsonl", "data_sha256": "d" * 64,
        "fields": fields, "calls": count, "retries": count // 50, "cached_calls": 0,
        "input_tokens": 700 * count, "output_tokens": 80 * count, "cost_usd": 0.0004 * count,
        "rows": rows}, sys.stdout)


if __name__ == "__main__":
    main()
