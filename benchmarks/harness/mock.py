"""The mock provider: nginx with Lua, run from a folder of its own as long as it is needed."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

SOURCES = Path(__file__).resolve().parent.parent / "mock"
MODULES = Path("/usr/lib/nginx/modules")


@dataclass
class Request:
    """One request as the provider saw it; times in seconds."""

    arrived: float
    done: float
    status: int
    kind: str
    document: str
    attempt: int
    input: int
    cap: int
    output: int


class Mock:
    """A running provider; `reset` starts a new run with other parameters."""

    def __init__(self, folder: Path):
        if not (MODULES / "ngx_http_lua_module.so").exists():
            subprocess.run([SOURCES / "install"], check=True)
        self.folder = folder
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # The worker may be another user, who cannot read this tree.
        shutil.copytree(SOURCES / "lua", folder / "lua")
        text = (SOURCES / "nginx.conf.in").read_text()
        names = {"PORT": self.port, "FOLDER": folder, "LUA": folder / "lua", "MODULES": MODULES}
        for name, value in names.items():
            text = text.replace(f"@{name}@", str(value))
        (folder / "nginx.conf").write_text(text)
        log = folder / "error.log"
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", log],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.stats()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the mock did not start; see {log}")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def _get(self, path: str, method: str = "GET") -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as response:
            return response.read().decode()

    def reset(self, **parameters) -> None:
        """Forgets everything; mock/lua/provider.lua lists the parameters."""
        self._get("/reset?" + urlencode(parameters, safe="/,"), "POST")

    def stats(self) -> dict:
        return json.loads(self._get("/stats"))

    def log(self) -> list[Request]:
        """All requests of the run in the order of their arrival."""
        requests = []
        for line in self._get("/log").splitlines():
            arrived, done, status, kind, document, *counts = line.split("\t")
            requests.append(
                Request(
                    int(arrived) / 1e6, int(done) / 1e6, int(status), kind, document,
                    *map(int, counts)))
        return requests

    def drain(self) -> None:
        """Waits until nothing is under way."""
        for _ in range(600):
            if self.stats()["in_flight"] == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("the mock still has requests under way")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
