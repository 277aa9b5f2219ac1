"""Stands between optimizers and the model server: counts calls and remembers answers.

Paths are `/PHASE/ROLE/v1/…`; the phase is `optimize` or `held-out`, the role `task` or `proposer`.
"""

import hashlib
import http.client
import json
import queue
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PHASES = ("optimize", "held-out")
ROLES = ("task", "proposer")
#: Seconds that an answer may take: on a machine with other work nobody should give up for that.
PATIENCE = 3600


class Memory:
    """Answers by the hash of what was asked."""

    def __init__(self, path: Path):
        self._lock = threading.Lock()
        self._store = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute(
            "CREATE TABLE IF NOT EXISTS answer (question BLOB PRIMARY KEY, body BLOB NOT NULL)")

    def find(self, question: bytes) -> bytes | None:
        with self._lock:
            row = self._store.execute(
                "SELECT body FROM answer WHERE question = ?", (question,)).fetchone()
        return row[0] if row else None

    def keep(self, question: bytes, body: bytes) -> None:
        with self._lock:
            self._store.execute("INSERT OR REPLACE INTO answer VALUES (?, ?)", (question, body))


class Counts:
    """What was asked since the last `reset`, by phase and role."""

    KINDS = ("calls", "remembered", "prompt_tokens", "completion_tokens", "errors", "cut_off")

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._table = {
                phase: {role: dict.fromkeys(self.KINDS, 0) for role in ROLES} for phase in PHASES}
            self._faults: dict[str, int] = {}

    def note(self, phase: str, role: str, status: int, body: bytes, remembered: bool) -> None:
        """Counts one answered request."""
        entry = self._table[phase][role]
        try:
            answer = json.loads(body)
        except ValueError:
            answer = {}
        with self._lock:
            entry["calls"] += 1
            entry["remembered"] += remembered
            if status != 200:
                entry["errors"] += 1
                fault = answer.get("error", {})
                kind = fault.get("type", "") if isinstance(fault, dict) else ""
                name = f"{status} {kind}".strip()
                self._faults[name] = self._faults.get(name, 0) + 1
                return
            usage = answer.get("usage", {})
            entry["prompt_tokens"] += usage.get("prompt_tokens", 0)
            entry["completion_tokens"] += usage.get("completion_tokens", 0)
            choices = answer.get("choices") or [{}]
            entry["cut_off"] += choices[0].get("finish_reason") == "length"

    def table(self) -> dict:
        """A copy of the counts."""
        with self._lock:
            return json.loads(json.dumps({**self._table, "faults": self._faults}))


class Proxy:
    """A running proxy on a free port of 127.0.0.1, before servers of the same model."""

    def __init__(self, servers: list[str], memory: Path, instance: str):
        self.counts = Counts()
        self.instance = instance
        self._memory = Memory(memory)
        self._unit = ""
        self._lock = threading.Lock()
        self._drawn: dict[bytes, int] = {}
        # One request at a time each: batches of several make the same question's answers differ.
        # Whose turn was last comes first, as it has most of the prompt ready.
        self._free: queue.LifoQueue[str] = queue.LifoQueue()
        for server in servers:
            self._free.put(urlsplit(server).netloc)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                # prompter looks here whether the server is the one that it was told of.
                models = {"object": "list", "data": [{"id": proxy.instance, "object": "model"}]}
                self.answer(200, json.dumps(models).encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = self.path.strip("/").split("/", 2)
                if len(parts) != 3 or parts[0] not in PHASES or parts[1] not in ROLES:
                    return self.answer(404, b'{"error": {"message": "no such path"}}')
                self.answer(*proxy.ask(parts[0], parts[1], "/" + parts[2], body))

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # Who asked has gone.

            def log_message(self, *_):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def begin(self, unit: str) -> None:
        """Counts from 0, for a unit that begins."""
        self.counts.reset()
        with self._lock:
            self._unit = unit
            self._drawn = {}

    def _question(self, path: str, body: bytes) -> bytes:
        """What names an answer: a drawn one is the unit's own, the n-th to the same request.

        So a unit that was stopped comes the same way again, and no unit profits from another's luck.
        """
        asked = path.encode() + b"\n" + body
        try:
            is_certain = json.loads(body).get("temperature", 1) == 0
        except ValueError:
            is_certain = False
        question = hashlib.sha256(asked).digest()
        if is_certain:
            return question
        with self._lock:
            count = self._drawn[question] = self._drawn.get(question, 0) + 1
            return hashlib.sha256(f"{self._unit} {count}\n".encode() + asked).digest()

    def ask(self, phase: str, role: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Answers a request from memory or from the server."""
        question = self._question(path, body)
        known = self._memory.find(question)
        if known is not None:
            self.counts.note(phase, role, 200, known, True)
            return 200, known
        server = self._free.get()
        try:
            status, answer = self._forward(server, path, body)
        finally:
            self._free.put(server)
        if status == 200:
            self._memory.keep(question, answer)
        self.counts.note(phase, role, status, answer, False)
        return status, answer

    def _forward(self, server: str, path: str, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(server, timeout=PATIENCE)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            fault = {"error": {"type": "proxy", "message": f"the model server: {error}"}}
            return 502, json.dumps(fault).encode()
        finally:
            connection.close()

    def close(self) -> None:
        """Ends the proxy."""
        self._http.shutdown()
        self._http.server_close()
