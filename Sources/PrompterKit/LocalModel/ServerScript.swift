/// The Python program that runs llama.cpp's own HTTP server on loopback.
///
/// It is written beside the runtime when a server is started, so that an update of prompter brings
/// its own. llama.cpp listens itself; Python only sets it up and watches the lease.
enum ServerScript {
  static let source = #"""
    import fcntl, json, os, signal, sys, threading, time

    # Spinning threads on busy cores are 30 times slower; this must be set before the import.
    os.environ["OMP_WAIT_POLICY"] = "passive"

    options = json.loads(sys.argv[1])
    foreground = options["foreground"]
    state = options["state"]

    if not foreground:
        os.closerange(3, 4096)
        # Detached: no terminal, no parent, so that no Ctrl-C of a user's run reaches it.
        if os.fork() > 0:
            os._exit(0)
        os.setsid()
        log = os.open(options["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        # One server a model: a second one leaves at once.
        only = os.open(options["only"], os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(only, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os._exit(0)

    import xllamacpp

    p = xllamacpp.CommonParams()
    p.model.path = options["weights"]
    p.model_alias = {options["name"], options["instance"]}
    p.hostnames = ["127.0.0.1"]
    p.port = options.get("port", 0)
    p.n_parallel = options["slots"]
    p.n_ctx = options["slots"] * options["context"]
    p.cont_batching = True
    p.cache_ram_mib = 256
    p.ui = False
    p.endpoint_metrics = True
    # One noisy run each: with 1,400 tokens of context 46 tokens/s without flash attention and 32
    # with it; with 230 tokens 40 without and 59 to 69 with it. Prompts with demonstrations are long.
    p.flash_attn_type = type(p.flash_attn_type)(0)
    p.cpuparams.n_threads = 1
    # The cores that it may use, which in a container are not all of the machine's.
    allowed = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    p.cpuparams_batch.n_threads = len(allowed)
    server = xllamacpp.Server(p)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    ready = {"address": server.listening_address, "pid": os.getpid(), "instance": options["instance"]}
    if foreground:
        print("READY " + server.listening_address, flush=True)

        def watch():
            while sys.stdin.buffer.read(4096):
                pass
            stop.set()

        if not os.isatty(0):
            threading.Thread(target=watch, daemon=True).start()
        while not stop.wait(0.5):
            pass
        os._exit(0)

    with open(state + ".new", "w") as file:
        json.dump(ready, file)
    os.replace(state + ".new", state)

    # Whoever uses the server holds a shared lock on the lease; the kernel drops it when they die.
    lease = os.open(options["lease"], os.O_RDWR | os.O_CREAT, 0o600)
    idle_since = None
    while not stop.wait(1):
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            idle_since = None
            continue
        now = time.monotonic()
        idle_since = idle_since or now
        if now - idle_since >= options["idle"]:
            break  # The lock is kept: nobody can join a server that is leaving.
        fcntl.flock(lease, fcntl.LOCK_UN)
    try:
        if json.load(open(state))["pid"] == os.getpid():
            os.unlink(state)
    except (OSError, ValueError):
        pass
    os._exit(0)
    """#
}
