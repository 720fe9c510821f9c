#!/usr/bin/env python3
"""What a cascade gains on held-out texts of the default models, and what it costs callers whose texts the student answers.

    bench/cascade.sh [DATA]

The service answers each set of texts, and the teacher checks all of them. On the findings, bench/Micro measures 100 random splits: calibrated on one half,
with a budget of a tenth on the other. Then one client asks two services in turns, of which one has a cascade that escalates nothing. Fails where fewer
than twice as many texts that differ are escalated as at random, the bound holds in fewer than 90 of the splits, a budget is exceeded, or a call takes
more than 1.03 times as long. DATA has classification/ and translation/, with a text in the first column. Needs Python 3 alone.
"""
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from service import ROOT, Service

DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared/data")
BATCH, MOST, BLOCK, ROUNDS, BOUND = 16, 3_000, 100, 12, 1.03
SETS = [
    ("sentiment: film reviews", "sentiment", ["classification/sst2.dev.tsv"]),
    ("intent: requests, some of no intent", "intent", ["classification/clinc150.val.tsv", "classification/clinc150.oos_val.tsv"]),
    ("en-fr: phrases and captions", "en-fr", ["translation/tatoeba-en-fr.test.tsv", "translation/multi30k-en-fr.test2016.tsv"]),
    ("en-fr: news", "en-fr", ["translation/newstest2013-en-fr.tsv"]),
]
LATENCY = {
    "sentiment": ("/v1/classify", "a charming and often affecting journey"),
    "intent": ("/v1/classify", "how do you say hello in japanese"),
    "en-fr": ("/v1/translate", "I would like a cup of coffee, please."),
}
# Escalates nothing: a text earns less than a thousandth of an escalation, and the token bucket begins empty.
NOTHING = {f"Shadow:Models:{model}:CascadeBudget": "0.000001" for model in LATENCY}


def texts(files):
    """Up to 3,000 different ones."""
    found = list(dict.fromkeys(line.split("\t")[0].strip() for file in files for line in (DATA / file).read_text().splitlines()))
    random.Random(1).shuffle(found)
    return found[:MOST]


def service(folder, name, options):
    return Service({
        "Models:Path": ROOT / "models", "Models:RecordPath": folder / f"{name}.json", "Shadow:Store:Path": folder / f"{name}.db",
        "Cache:Enabled": "false", **options}, open(folder / f"{name}.log", "w"))


def findings(folder, number, label, model, files):
    running = service(folder, number, {"Shadow:SampleRate": 1, "Shadow:MaxPerSecond": 10_000, "Shadow:QueueCapacity": 10_000})
    try:
        asked = texts(files)
        path = "/v1/translate" if model == "en-fr" else "/v1/classify"
        for start in range(0, len(asked), BATCH):
            running.ask(path, {"model": model, "text": asked[start:start + BATCH]})
        running.checked(model)
    finally:
        running.stop()
    return subprocess.run(["dotnet", ROOT / "bench/Micro/bin/Release/net10.0/Micro.dll", "cascade", label, folder / f"{number}.db", model]).returncode == 0


def latency(folder):
    """The median ratio of a call's time with a cascade to without, by model."""
    services = [service(folder, name, {"Shadow:SampleRate": 0, **options}) for name, options in (("without", {}), ("with", NOTHING))]
    connections = [one.connect() for one in services]
    try:
        for model, (path, text) in LATENCY.items():
            ratios = []
            for turn in range(ROUNDS + 1):
                times = {}
                for index in (0, 1) if turn % 2 else (1, 0):
                    taken = []
                    for _ in range(BLOCK):
                        started = time.perf_counter()
                        status, answer = services[index].send(connections[index], path, {"model": model, "text": text})
                        taken.append(time.perf_counter() - started)
                        if status != 200:
                            sys.exit(f"{path}: {status} {answer.decode()}")
                    times[index] = statistics.median(taken)
                if turn > 0:  # the first turn warms the services up
                    ratios.append(times[1] / times[0])
            yield model, times[0] * 1000, statistics.median(ratios)
    finally:
        for one in services:
            one.stop()


def main(folder):
    print("| texts | findings | differ | escalated, mean | at most | differ and served | times random | by the student's own risk | bound, mean | bound holds |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    holds = [findings(folder, number, *which) for number, which in enumerate(SETS)]
    print("\n| model | a call, ms | with a cascade |\n|---|---:|---:|")
    for model, alone, ratio in latency(folder):
        print(f"| {model} | {alone:.2f} | {ratio:.3f} |", flush=True)
        holds.append(ratio <= BOUND)
    print(f"\n{'All bounds hold.' if all(holds) else 'A bound is MISSED.'}")
    return 0 if all(holds) else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cascade-") as name:
        sys.exit(main(pathlib.Path(name)))
