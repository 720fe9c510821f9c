#!/usr/bin/env python3
"""Compares the command-line tool's rate with the service's own capacity, turn by turn, and ends servers and the tool while a file is done.

    dotnet build -c Release && python3 bench/bulk.py [lines] [rounds]

Capacity: the same calls of the same texts, made ready before and sent by 8 clients. The tool's time is that of the whole process. Fails if the median
ratio is below 0.9. Then two services do the file: one is killed and started again, the tool is killed and run again, and the output must have every
line once, in order. CONFIGURATION=Debug takes the programs of the debug build. Needs Python 3 alone.
"""
import concurrent.futures
import json
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from service import ROOT, Service, program

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
CLIENTS, BATCH, BOUND = 8, 32, 0.9
WORDS = "a an the film movie plot actor scene music is was and but very rather great good bad boring slow witty long short funny sad".split()


def new_service(folder, number):
    return Service({
        "Cache:Enabled": "false", "Models:Path": ROOT / "models", "Models:RecordPath": folder / f"{number}.json", "Shadow:Store:Path": folder / f"{number}.db"})


def capacity(service, bodies):
    """Lines a second of calls that are made ready before."""
    left = list(reversed(bodies))

    def client(_):
        connection = service.connect()
        while True:
            try:
                body = left.pop()
            except IndexError:
                return
            status, _answer = service.send(connection, "/v1/classify", body)
            if status != 200:
                sys.exit(f"The service answered {status}.")

    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))
    return LINES / (time.monotonic() - started)


def tool(folder, output, services):
    return subprocess.Popen(
        ["dotnet", program("Cli"), "classify-file", f"{folder}/in.jsonl", "--output", output, "--model", "sentiment", "--batch", str(BATCH),
         "--in-flight", str(CLIENTS // len(services)), *(f"--server={service.url}" for service in services)], stderr=subprocess.DEVNULL)


def grown(path, size, process):
    while process.poll() is None and (not path.exists() or path.stat().st_size < size):
        time.sleep(0.01)


def trouble(folder, services):
    """Whether every line stands in the output once, in order, although a service and the tool are killed."""
    output, part = folder / "trouble.jsonl", folder / "trouble.jsonl.part"
    whole = (folder / "in.jsonl").stat().st_size
    first = tool(folder, output, services)
    grown(part, whole * 0.2, first)
    services[0].kill()
    grown(part, whole * 0.4, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = tool(folder, output, services)
    services[0].start()
    code = second.wait()
    with open(output) as lines:
        ids = [json.loads(line)["id"] for line in lines]
    return code == 0 and first.returncode == -signal.SIGKILL and ids == list(range(LINES))


def main():
    random.seed(1)
    texts = [" ".join(random.choices(WORDS, k=random.randint(4, 10))) for _ in range(LINES)]
    bodies = [json.dumps({"text": texts[at:at + BATCH], "model": "sentiment", "topK": 1}).encode() for at in range(0, LINES, BATCH)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "in.jsonl", "w") as file:
            file.writelines(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts))
        services = [new_service(folder, 0)]
        try:
            ratios = []
            for turn in range(ROUNDS + 1):
                own = capacity(services[0], bodies)
                started = time.monotonic()
                if tool(folder, folder / f"out-{turn}.jsonl", services).wait() != 0:
                    raise SystemExit("The tool failed.")
                rate = LINES / (time.monotonic() - started)
                if turn > 0:  # the first turn warms the service up
                    ratios.append(rate / own)
                    print(f"capacity {own:,.0f} lines/s, tool {rate:,.0f} lines/s, ratio {rate / own:.3f}", flush=True)
            services.append(new_service(folder, 1))
            whole = trouble(folder, services)
        finally:
            for service in services:
                service.kill()
    ratio = statistics.median(ratios)
    print(f"median ratio {ratio:.3f} (bound {BOUND}): {'holds' if ratio >= BOUND else 'MISSED'}")
    print(f"a service and the tool killed, {LINES:,} lines: {'every line once, in order' if whole else 'LINES LOST, DOUBLED OR OUT OF ORDER'}")
    return 0 if ratio >= BOUND and whole else 1


sys.exit(main())
