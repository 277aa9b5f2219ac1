"""Starts services in front of the mock provider, and loads them."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from harness import documents
from harness.mock import Mock

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A service under load."""

    def __init__(self, words, log: Path, environment=None):
        self.log = log
        self.process = subprocess.Popen(
            words, cwd=log.parent, stdin=subprocess.DEVNULL, stdout=log.open("w"),
            stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        self.address = ""

    def listening(self, pattern: str) -> None:
        """Waits until the log says where it listens."""
        for _ in range(1200):
            found = re.search(pattern, self.log.read_text(errors="replace"))
            if found:
                self.address = found[0]
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"it did not start: {self.log.read_text(errors='replace')[-2000:]}")

    def cpu(self) -> float:
        """User and system time so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Resident memory, in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024

    def end(self, number=signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=90)


class Bench:
    """The mock, the artifact and the notes that all experiments share."""

    def __init__(self, folder: Path, options):
        self.folder, self.options = folder, options
        self.started = []
        folder.chmod(0o755)
        self.mock = Mock(folder / "mock")
        self.mock.reset()
        (folder / "schema.json").write_text(json.dumps(documents.SCHEMA))
        lines = [json.dumps({"text": documents.text(n), "expected": documents.record(n)})
                 for n in range(1, 5)]
        (folder / "data.jsonl").write_text("\n".join(lines) + "\n")
        self.notes = folder / "notes.jsonl"
        self.notes.write_text(
            "".join(json.dumps({"text": documents.text(n)}) + "\n" for n in range(1, 1001)))
        subprocess.run(
            [options.binary, "optimize", "data.jsonl", "--schema", "schema.json", "--model",
             "openai/mock", "--max-calls", "0", "--out", "notes.json"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=self.environment)

    environment = {**os.environ, "OPENAI_API_KEY": "none", "HOME": "/tmp"}

    def ours(self, *more: str) -> Process:
        """`prompter serve`, as anyone would start it."""
        service = Process(
            [self.options.binary, "serve", "notes.json", "--port", "0", "--base-url",
             self.mock.base_url, "--no-cache", "--max-output-tokens", "128", *more],
            self.folder / "ours.log", {"OPENAI_API_KEY": "none"})
        self.started.append(service)
        service.listening(r"http://127\.0\.0\.1:\d+")
        return service

    def peer(self) -> Process:
        """FastAPI with DSPydantic, one worker as ours is one process."""
        service = Process(
            [self.options.peer, "-m", "uvicorn", "peer:app", "--app-dir", HERE, "--port", "0",
             "--log-level", "info", "--no-access-log"],
            self.folder / "peer.log", {"BASE_URL": self.mock.base_url})
        self.started.append(service)
        service.listening(r"http://127\.0\.0\.1:\d+")
        return service

    def wrk(self, address: str, connections: int, seconds: int) -> dict:
        """Loads a service and gives what wrk counted."""
        out = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s",
             HERE / "load.lua", address],
            check=True, capture_output=True, text=True,
            env={**os.environ, "NOTES": str(self.notes)}).stdout
        return json.loads(out.strip().splitlines()[-1])

    def post(self, address: str, path: str, body, headers=None, timeout=60):
        """Posts JSON and gives status, headers and body."""
        request = urllib.request.Request(
            address + path, data=json.dumps(body).encode(), method="POST",
            headers={"Content-Type": "application/json", **(headers or {})})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.headers, json.loads(answer.read())

    def get(self, address: str, path: str) -> str:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address + path, timeout=60) as answer:
            return answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for service in self.started:
            if service.process.poll() is None:
                service.process.kill()
                service.process.wait()
        self.mock.stop()
