"""Compares our statistics with SciPy, statsmodels and scikit-learn on random cases.

Reads the path of the program that `run` built; prints a table, and exits 1 when one disagrees.
"""

import json
import math
import subprocess
import sys

import numpy as np
from scipy import stats
from scipy.optimize import linear_sum_assignment
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

CASES = 200
EXACT = 1e-9
rng = np.random.default_rng(20261121)


def ece(p, y, bins=10):
    """Equal-mass bins over the sorted probabilities; equal ones share a bin.

    A bin ends with the first group of equal probabilities that brings the count to at least its
    share: floor(bin * total / bins).
    """
    order = np.argsort(p, kind="stable")
    p, y = np.asarray(p)[order], np.asarray(y, dtype=float)[order]
    total, error, start, bin_number = len(p), 0.0, 0, 1
    bins = min(bins, total)
    for end in range(1, total + 1):
        if end < total and p[end] == p[end - 1]:
            continue
        if end < bin_number * total // bins:
            continue
        error += abs(y[start:end].mean() - p[start:end].mean()) * (end - start) / total
        start = end
        while bin_number < bins and bin_number * total // bins <= end:
            bin_number += 1
    return error


def aurc(p, y):
    """The mean over k of the share wrong among the k best; without ties among the scores."""
    order = np.argsort(-np.asarray(p), kind="stable")
    wrong = 1 - np.asarray(y, dtype=float)[order]
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(p) + 1)))


def sign_flip_exact(values):
    changed = np.array([v for v in values if v != 0])
    if len(changed) < 2:
        return 1.0
    result = stats.permutation_test(
        (changed,), np.mean, permutation_type="samples", n_resamples=np.inf)
    # Its two-sided p doubles the smaller tail, which is ours only under symmetry: count instead.
    null = np.abs(result.null_distribution)
    return float(np.mean(null >= abs(changed.mean()) - 1e-12 * np.abs(changed).mean()))


def bootstrap_means(values, clusters, draws=200_000):
    if clusters is None:
        sums, sizes = np.asarray(values), np.ones(len(values))
    else:
        names = sorted(set(clusters))
        sums = np.array([sum(v for v, c in zip(values, clusters) if c == n) for n in names])
        sizes = np.array([sum(1 for c in clusters if c == n) for n in names])
    out = []
    for _ in range(draws // 20_000):
        index = rng.integers(0, len(sums), (20_000, len(sums)))
        out.append(sums[index].sum(axis=1) / sizes[index].sum(axis=1))
    return np.concatenate(out)


def build():
    """Each case beside what must come out: values, and a tolerance or a check of its own."""
    cases, expected = [], []

    def add(case, values, tolerance=EXACT):
        cases.append(case)
        expected.append((case["kind"], values, tolerance))

    for _ in range(CASES):
        a, b = (int(x) for x in rng.integers(0, 60, 2))
        add({"kind": "mcnemar", "a": a, "b": b},
            [float(mcnemar([[5, a], [b, 5]], exact=True).pvalue) if a + b else 1.0])

        n = int(rng.integers(1, 400))
        k = int(rng.integers(0, n + 1))
        level = float(rng.choice([0.8, 0.9, 0.95, 0.99]))
        add({"kind": "wilson", "a": k, "b": n, "confidence": level},
            list(proportion_confint(k, n, alpha=1 - level, method="wilson")))
        one = stats.binomtest(k, n)
        add({"kind": "clopper", "a": k, "b": n, "confidence": level},
            [one.proportion_ci(2 * level - 1, "exact").low if 2 * level - 1 > 0 else 0,
             one.proportion_ci(2 * level - 1, "exact").high])

        p = rng.uniform(0, 1, int(rng.integers(1, 30))) ** rng.integers(1, 5)
        add({"kind": "holm", "values": p.tolist()},
            multipletests(p, method="holm")[1].tolist())

        few = np.round(rng.normal(0.1, 0.5, int(rng.integers(1, 12))), 2)
        add({"kind": "sign_flip", "values": few.tolist()}, [sign_flip_exact(few)])

        values = rng.normal(size=int(rng.integers(2, 300)))
        shares = [0.0, 0.025, 0.5, float(rng.uniform()), 0.95, 1.0]
        add({"kind": "percentile", "values": values.tolist(), "p": shares},
            [float(np.quantile(values, q)) for q in shares])
        add({"kind": "minimum_detectable", "values": values.tolist()},
            [2.8 * float(np.std(values, ddof=1)) / math.sqrt(len(values))])

        n = int(rng.integers(20, 400))
        p = rng.uniform(0.001, 0.999, n)
        y = rng.uniform(size=n) < p ** rng.uniform(0.5, 2)
        y[:2] = [True, False]
        tied = np.round(p, 2).clip(0.01, 0.99)
        for scores, checks_aurc in [(p, True), (tied, False)]:
            add({"kind": "reliability", "p": scores.tolist(), "y": y.tolist()},
                [metrics.brier_score_loss(y, scores), metrics.log_loss(y, scores),
                 metrics.roc_auc_score(y, scores), ece(scores, y),
                 aurc(scores, y) if checks_aurc else None])

        weights = rng.uniform(-0.2, 1, (int(rng.integers(1, 12)), int(rng.integers(1, 12))))
        rows, columns = linear_sum_assignment(weights, maximize=True)
        cases.append({"kind": "assignment", "weights": weights.tolist()})
        expected.append(("assignment", (weights, float(weights[rows, columns].sum())), EXACT))

    for index in range(CASES):
        n = int(rng.integers(13, 150))
        values = rng.choice([-1, -0.5, 0, 0, 0.5, 1], n) + (0.1 if index % 2 else 0)
        null = np.abs((values[:, None] * rng.choice([-1, 1], (n, 40_000))).sum(axis=0))
        p = float(np.mean(null >= abs(values.sum()) - 1e-9))
        # Five standard errors of 10,000 draws on our side and 40,000 here.
        add({"kind": "sign_flip", "values": values.tolist(), "seed": index}, [p],
            5 * math.sqrt(max(p * (1 - p), 1e-4) * (1 / 10_000 + 1 / 40_000)) + 1e-4)
        expected[-1] = ("sign_flip, drawn",) + expected[-1][1:]

    for index in range(CASES):
        n = int(rng.integers(20, 120))
        values = rng.choice([0, 0.25, 0.5, 1], n) if index % 2 else rng.normal(0.1, 0.4, n)
        clusters = np.sort(rng.integers(0, n // 3, n)).tolist() if index % 4 == 3 else None
        means = np.sort(bootstrap_means(values, clusters))
        low, high = np.quantile(means, [0.025, 0.975])
        case = {"kind": "bootstrap", "values": values.tolist(), "seed": index}
        if clusters:
            case["clusters"] = clusters
        cases.append(case)
        # A quantile of 10,000 draws lies between the true quantiles at q ± 5 standard errors.
        error = 5 * math.sqrt(0.025 * 0.975 * (1 / 10_000 + 1 / 200_000))
        bounds = [np.quantile(means, [max(0, q - error), min(1, q + error)]).tolist()
                  for q in (0.025, 0.975)]
        expected.append(("bootstrap", bounds, None))
    return cases, expected


def main():
    cases, expected = build()
    out = subprocess.run(
        [sys.argv[1]], input=json.dumps(cases).encode(), stdout=subprocess.PIPE, check=True).stdout
    answers = json.loads(out)
    assert len(answers) == len(cases)
    table, failures = {}, 0
    for (kind, wanted, tolerance), answer in zip(expected, answers):
        row = table.setdefault(kind, [0, 0.0, 0])
        row[0] += 1
        if kind == "assignment":
            weights, best = wanted
            places = [(r, c) for r, c in enumerate(answer["columns"]) if c is not None]
            assert len({c for _, c in places}) == len(places) == min(weights.shape)
            difference = abs(sum(weights[r, c] for r, c in places) - best)
            bad = difference > tolerance
        elif kind == "bootstrap":
            difference = max(max(low - v, v - high, 0)
                             for v, (low, high) in zip(answer["values"], wanted))
            bad = difference > EXACT
        else:
            difference = max(abs(v - w) for v, w in zip(answer["values"], wanted) if w is not None)
            bad = difference > tolerance
        row[1] = max(row[1], difference)
        row[2] += bad
        failures += bad
    print("| statistic | cases | largest difference | disagree |\n|---|---|---|---|")
    for kind, (count, largest, bad) in table.items():
        print(f"| {kind} | {count} | {largest:.1e} | {bad} |")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
