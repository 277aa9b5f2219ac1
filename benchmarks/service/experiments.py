"""What is measured of a service; each function gives a table."""

import json
import math
import signal
import socket
import statistics
import threading
import time
import urllib.error

from harness import documents


def cpu(bench) -> str:
    """CPU time of the service alone for each request, 32 connections, answers of the model at once."""
    rows = ["| service | requests/s | CPU ms/request | p50 ms | p99 ms | bad | memory MB |",
            "|---|---|---|---|---|---|---|"]
    services = [("prompter serve", bench.ours)]
    if bench.options.peer:
        services.append(("FastAPI + DSPydantic", bench.peer))
    for name, start in services:
        service = start()
        bench.wrk(service.address, 4, 2)
        before = service.cpu()
        load = bench.wrk(service.address, 32, bench.options.seconds)
        spent = service.cpu() - before
        each = spent / max(1, load["requests"]) * 1e3
        rows.append(
            f"| {name} | {load['requests'] / load['seconds']:.0f} | {each:.3f} "
            f"| {load['p50_ms']:.1f} | {load['p99_ms']:.1f} | {load['bad']} | {service.memory():.0f} |")
        service.end()
    return "\n".join(rows) + "\n"


def latency(bench) -> str:
    """What is added to the 99th percentile of 1,000 calls at once of 0.5 to 3 s; five runs."""
    service = bench.ours("--in-flight", "1000", "--queue", "1000", "--concurrency", "1000")
    bench.mock.reset(service="0.5-3")
    bench.wrk(service.address, 1000, 5)
    rows, added = ["| run | requests/s | p99 client ms | p99 mock ms | added ms | bad |",
                   "|---|---|---|---|---|---|"], []
    for run in range(1, 6):
        bench.mock.drain()
        bench.mock.reset(service="0.5-3", salt=str(run))
        load = bench.wrk(service.address, 1000, max(15, bench.options.seconds))
        took = sorted(r.done - r.arrived for r in bench.mock.log() if r.status == 200)
        mock = took[math.ceil(len(took) * 0.99) - 1] * 1e3
        added.append(load["p99_ms"] - mock)
        rows.append(
            f"| {run} | {load['requests'] / load['seconds']:.0f} | {load['p99_ms']:.0f} "
            f"| {mock:.0f} | {added[-1]:.0f} | {load['bad']} |")
    service.end()
    bench.mock.reset()
    rows.append(f"\nmedian: {statistics.median(added):.0f} ms added")
    return "\n".join(rows) + "\n"


def memory(bench) -> str:
    """Resident memory after 10,000 and after 100,000 more requests."""
    service = bench.ours()
    done, readings = 0, []
    for goal in (10_000, 110_000):
        while done < goal:
            done += bench.wrk(service.address, 32, 5)["requests"]
        readings.append((done, service.memory()))
    service.end()
    return "\n".join(f"after {count} requests: {size:.1f} MB" for count, size in readings) + "\n"


def term(bench) -> str:
    """SIGTERM under load: every request that was sent before is answered, and the exit code is 0."""
    bench.mock.reset(service="0.2")
    service = bench.ours()
    results, lock = {}, threading.Lock()
    stop = threading.Event()

    def ask(worker: int) -> None:
        number = worker
        while not stop.is_set():
            number += 100
            try:
                status, _, body = bench.post(
                    service.address, "/v1/extract", {"text": documents.text(number % 900 + 1)})
                right = body["data"]["number"] == number % 900 + 1
                outcome = status if right else "wrong record"
            except OSError as error:
                outcome = type(getattr(error, "reason", error)).__name__
            with lock:
                results[outcome] = results.get(outcome, 0) + 1
            if outcome == "ConnectionRefusedError":
                return

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    code = service.end()
    stop.set()
    for thread in threads:
        thread.join()
    bench.mock.reset()
    return f"exit code {code}; outcomes {results}\n"


def kill(bench) -> str:
    """kill -9 in the midst of jobs: every job that was answered 202 is done after the next start."""
    bench.mock.reset(service="0.05")
    service = bench.ours("--jobs", "jobs.sqlite")
    jobs = []
    for start in range(0, 400, 20):
        items = [{"id": str(n), "text": documents.text(n + 1)} for n in range(start, start + 20)]
        status, headers, _ = bench.post(service.address, "/v1/jobs", items)
        assert status == 202
        jobs.append(headers["Location"])
    service.end(signal.SIGKILL)
    service = bench.ours("--jobs", "jobs.sqlite")
    left = list(jobs)
    deadline = time.time() + 60
    while left and time.time() < deadline:
        left = [job for job in left if json.loads(bench.get(service.address, job))["state"] != "done"]
        time.sleep(0.2)
    right = 0
    for job in jobs:
        for line in bench.get(service.address, job + "/results").splitlines():
            answer = json.loads(line)
            right += answer["ok"] and answer["data"]["number"] == int(answer["id"]) + 1
    service.end()
    bench.mock.reset()
    return f"{len(jobs)} jobs taken, {len(left)} not done, {right} of 400 records right\n"


def upstream(bench) -> str:
    """A model that is down, slow, or answers rubbish: what the client sees, and how soon."""
    rows = ["| model | status and kind of the problem | slowest s |", "|---|---|---|"]

    def ask(name: str, service, body=None, count=40) -> None:
        outcomes, slowest = {}, 0.0
        for number in range(1, count + 1):
            began = time.time()
            try:
                status, _, answer = bench.post(
                    service.address, "/v1/extract",
                    {"text": documents.text(number), **(body or {})})
                right = answer["data"] == documents.record(number)
                outcome = f"{status}" if right else f"{status} with a wrong record"
            except urllib.error.HTTPError as error:
                problem = json.loads(error.read())
                outcome = f"{error.code} {problem['type'].rsplit('/', 1)[-1]}"
                leaks = [word for word in (bench.mock.base_url, documents.text(number)[:40])
                         if word in json.dumps(problem)]
                outcome += " that says too much" if leaks else ""
            slowest = max(slowest, time.time() - began)
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        said = ", ".join(f"{count} × {outcome}" for outcome, count in sorted(outcomes.items()))
        rows.append(f"| {name} | {said} | {slowest:.1f} |")

    service = bench.ours("--base-url", "http://127.0.0.1:9/v1")
    ask("down", service, count=5)
    service.end()
    service = bench.ours()
    bench.mock.reset(service="3")
    ask("slow (3 s, asked for within 0.5 s)", service, {"timeout_ms": 500}, count=5)
    bench.mock.reset(faults="1")
    ask("30 % of answers bad in eight ways", service)
    service.end()
    bench.mock.reset()
    return "\n".join(rows) + "\n"


def hostile(bench) -> str:
    """10,000 silent connections, bodies that do not come, and monsters of JSON, beside others."""
    service = bench.ours()
    host, port = service.address.removeprefix("http://").split(":")
    idle = []
    for _ in range(10_000):
        try:
            idle.append(socket.create_connection((host, int(port)), timeout=5))
        except OSError:
            break
    slow = []
    for _ in range(50):
        connection = socket.create_connection((host, int(port)), timeout=5)
        connection.sendall(
            b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 1000\r\n\r\na")
        slow.append(connection)
    load = bench.wrk(service.address, 16, 3)
    lines = [f"{len(idle)} idle connections, {len(slow)} slow bodies: {load['requests']} requests "
             f"served meanwhile, {load['bad']} bad, p99 {load['p99_ms']:.0f} ms, "
             f"{service.memory():.0f} MB"]
    for name, body in [
        ("nested 100,000 deep", b"[" * 100_000), ("11 MB", b'"' + b"a" * (11 << 20) + b'"'),
        ("a million keys", b'{"text": {' + b",".join(b'"%d":1' % n for n in range(1_000_000)) + b"}}"),
        ("broken UTF-8", b'{"text": "\xff\xfe"}'),
    ]:
        began = time.time()
        lines.append(f"{name}: {raw(host, int(port), body)} after {time.time() - began:.2f} s")
    began = time.time()
    answers = []
    for connection in slow[:5]:
        connection.settimeout(45)
        answers.append(connection.recv(100).split(b"\r\n")[0].decode())
    lines.append(f"slow bodies: {set(answers)} after {time.time() - began:.0f} s more")
    for connection in idle + slow:
        connection.close()
    lines.append(f"alive after all: {bench.get(service.address, '/health/live').strip()}")
    service.end()
    return "\n".join(lines) + "\n"


def raw(host: str, port: int, body: bytes) -> str:
    """The first line of the answer to a body."""
    with socket.create_connection((host, port), timeout=30) as connection:
        try:
            connection.sendall(
                b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        except OSError:
            pass
        return connection.recv(100).split(b"\r\n")[0].decode()
