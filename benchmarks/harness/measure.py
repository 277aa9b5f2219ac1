"""What a program costs: wall time, CPU time and memory."""

import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

#: Nothing of the user's set-up may change what is measured.
DROPPED = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def environment(**extra: str) -> dict[str, str]:
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in DROPPED and not key.startswith(("PROMPTER_", "OPENAI_"))
    }
    # Peers that would fetch price lists from afar are told to use what they brought along.
    local = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "NO_PROXY": "127.0.0.1"}
    return kept | local | {"OPENAI_API_KEY": "unused", **extra}


@dataclass
class Cost:
    """Seconds of wall and CPU time (user and system), peak memory in MB, and the exit code."""

    wall: float
    cpu: float
    memory: float
    code: int


class Child:
    """A program under way; `wait` tells what it cost."""

    def __init__(self, command: list, log: Path, timeout: float, **extra: str):
        self.start = time.monotonic()
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environment(**extra))
        self.watch = threading.Timer(timeout, self.kill)
        self.watch.daemon = True
        self.watch.start()

    def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()

    @property
    def has_ended(self) -> bool:
        # Looks without taking the status, which `wait` needs.
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def wait(self) -> Cost:
        _, status, usage = os.wait4(self.process.pid, 0)
        wall = time.monotonic() - self.start
        self.watch.cancel()
        code = os.waitstatus_to_exitcode(status)
        self.process.returncode = code
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code)


def run(command: list, log: Path, timeout: float = 600, **extra: str) -> Cost:
    return Child(command, log, timeout, **extra).wait()


def median(values) -> float:
    return statistics.median(list(values))


def table(head: list[str], rows: list[list]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
    return "\n".join(lines) + "\n"


def verdict(is_met: bool) -> str:
    return "met" if is_met else "**not met**"
