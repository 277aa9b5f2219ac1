"""The model server: llama.cpp's own, as prompter starts it, for the length of a run."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

MODEL = "smollm2-135m"
#: One server for each core.
COUNT = len(os.sched_getaffinity(0))
#: Tokens that a prompt and its answer may have together. prompter's own server gives 4,096; the
#: longest prompts of the peers (eight receipts with their records) need more.
CONTEXT = 8192

#: The settings of prompter's own server script, but for the context, and with one slot: requests
#: are answered one at a time, so that the same request has the same answer. One thread: a second
#: one for prompts makes a call hardly faster, and two servers beside each other do twice the work.
SCRIPT = r"""
import json, os, sys, threading
os.environ["OMP_WAIT_POLICY"] = "passive"
import xllamacpp
weights, name, context, library = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
p = xllamacpp.CommonParams()
p.model.path = weights
p.model_alias = {name}
p.hostnames = ["127.0.0.1"]
p.port = 0
p.n_parallel = 1
p.n_ctx = context
p.cont_batching = True
p.cache_ram_mib = 256
p.ui = False
p.endpoint_metrics = True
p.flash_attn_type = type(p.flash_attn_type)(0)
p.cpuparams.n_threads = 1
p.cpuparams_batch.n_threads = 1
if library:
    # What followed the same 3 tokens before is guessed and checked in one go.
    p.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_MAP_K]
    p.speculative.ngram_map_k.size_n = 3
    p.speculative.ngram_map_k.size_m = 3
    p.speculative.ngram_map_k.min_hits = 1
    # With 512 at a time, most of what attention computes for a prompt is of tokens yet to come.
    p.n_ubatch = 128
server = xllamacpp.Server(p)
print("READY " + server.listening_address, flush=True)
sys.stdin.buffer.read()
os._exit(0)
"""


def data_folder() -> Path:
    """Where prompter keeps its models and their runtime."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    return Path(base) / "prompter"


def runtime() -> Path:
    """The Python that has llama.cpp."""
    return data_folder() / "runtime/bin/python"


def installed() -> dict:
    """What is known of the installed model: its `weights` and their `sha256`."""
    record = data_folder() / "models" / f"{MODEL}.json"
    if not record.exists():
        raise SystemExit(f"the model is not installed: prompter models install {MODEL}")
    return json.loads(record.read_text())


SOURCE = Path(__file__).resolve().parents[1] / "kernels.c"


def kernels(scratch: Path) -> Path | None:
    """The library made of `kernels.c`, or None where it cannot be made or would not run."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    information = Path("/proc/cpuinfo")
    flags = information.read_text().split() if information.exists() else []
    if compiler is None or not {"avx2", "fma", "f16c"} <= set(flags):
        return None
    library = scratch / f"kernels-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not library.exists():
        # Another run must not load what is half written.
        new = library.with_suffix(f".{os.getpid()}.new")
        subprocess.run(
            [compiler, "-O3", "-mavx2", "-mfma", "-mf16c", "-shared", "-fPIC",
             "-fvisibility=hidden", SOURCE, "-o", new], check=True)
        os.replace(new, library)
    return library


def about(weights: Path, library: Path | None) -> dict:
    """What a result says of the model: its file's name and hash, and what computes it."""
    with open(weights, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    ask = "import importlib.metadata as metadata; print(metadata.version('xllamacpp'))"
    version = subprocess.check_output([runtime(), "-c", ask], text=True).strip()
    return {
        "file": weights.name, "sha256": digest, "runtime": f"xllamacpp {version}",
        "computed_by": library.stem if library else "stock"}


class Server:
    """A running model server; it ends when the process that started it does."""

    def __init__(self, log: Path, weights: Path | None, library: Path | None):
        self.weights = Path(weights or installed()["weights"])
        self._log = open(log, "ab")
        variables = {**os.environ, **({"LD_PRELOAD": str(library)} if library else {})}
        self._process = subprocess.Popen(
            [runtime(), "-c", SCRIPT, str(self.weights), MODEL, str(CONTEXT), str(library or "")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
            env=variables)
        line = ""
        while not line.startswith("READY "):
            line = self._process.stdout.readline()
            if not line:
                raise SystemExit(f"the model server did not start; see {log}")
        self.address = line.removeprefix("READY ").strip()

    def close(self) -> None:
        """Ends the server."""
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()
