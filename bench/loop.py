#!/usr/bin/env python3
"""The circle of shadow mode, improve and promotion on a made-up classifier, against a running server.

    bench/loop.sh [seed] [share of the second domain]

The student learns requests of one domain, in which the words of a second one mean nothing; the teacher learns both. A share of the traffic is of
the second domain, half by default. Fails unless shadow mode finds that the student strays, improve writes a version, the server promotes it by itself, the rate of
differences falls by a quarter at least, and the accuracy on the first domain falls by 0.5 points at most. Beside it, another next version learns as
many random texts of the same traffic as the export has; both are compared on new texts. Needs Python 3 alone.
"""
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from service import Service, admin_key, program

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1
SHARE = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
MODEL, BATCH = "requests", 50
FIRST = {"money": ["bank", "cash", "pay"], "weather": ["rain", "snow", "sun"], "music": ["song", "play", "tune"]}
SECOND = {"money": ["loan", "credit"], "weather": ["storm", "fog"], "music": ["band", "choir"]}
FILLERS = "please tell me about the now can you today a i want to know what is it for my".split()
TRAINING = {"tokenBudget": 512, "learningRate": 0.005, "warmupSteps": 20, "decay": "linear", "labelSmoothing": 0}
SHAPE = {"modelSize": 32, "heads": 4, "feedForward": 48}
RECIPE = {
    "task": "text-classification", "corpora": ["train.tsv"], "validation": ["validation.tsv"], "pieces": 160, "maxTokens": 32, "precision": "float32",
    "teacher": {**SHAPE, "encoderLayers": 2, "training": {**TRAINING, "epochs": 8}},
    "student": {**SHAPE, "encoderLayers": 1, "training": {**TRAINING, "epochs": 6}},
    "description": {"summary": "Says what a request is about.", "license": "none"},
}


def text(draw, words):
    label = draw.choice(sorted(words))
    request = [draw.choice(FILLERS) for _ in range(draw.randint(4, 10))]
    request.insert(draw.randint(0, len(request)), draw.choice(words[label]))
    return request, label


def first(draw):
    """The words of the second domain occur, and mean nothing."""
    request, label = text(draw, FIRST)
    request.insert(draw.randint(0, len(request)), draw.choice(sum(SECOND.values(), [])))
    return " ".join(request), label


def second(draw):
    request, label = text(draw, SECOND)
    return " ".join(request), label


def train(folder, stages, *domains):
    """Trains on 800 texts of each domain; returns the folder of the model."""
    folder.mkdir()
    draw = random.Random(SEED)
    for name, count in ("train", 800), ("validation", 200):
        lines = [domain(draw) for domain in domains for _ in range(count)]
        (folder / f"{name}.tsv").write_text("".join(f"{request}\t{label}\n" for request, label in lines))
    (folder / "recipe.json").write_text(json.dumps(RECIPE))
    run(folder / "log", "run", folder / "recipe.json", "--data", folder, "--work", folder / "work", "--stages", stages)
    return folder / "work" / "model"


def run(log, *arguments, may=0):
    with open(log, "w") as output:
        code = subprocess.run(["dotnet", program("Distillation"), *map(str, arguments)], stdout=output, stderr=subprocess.STDOUT).returncode
    if code not in (0, may):
        sys.exit(f"{arguments[0]} ended with {code}:\n{pathlib.Path(log).read_text()}")


class Server(Service):
    """The service on the models, all of whose answers the teacher checks."""

    def __init__(self, folder):
        key, options = admin_key("loop")
        super().__init__({
            "Models:Path": folder / "models", "Models:RecordPath": folder / "loads.json", "Shadow:Store:Path": folder / "shadow.db",
            "Shadow:StoreText": "true", "Shadow:SampleRate": 1, "Shadow:MaxPerSecond": 10_000, "Shadow:Margin": 0.05,
            "Shadow:Store:ControlShare": 0.25, "Shadow:Store:MaxSamples": 100_000, "Shadow:VerdictInterval": "00:00:01",
            "Cache:Enabled": "false", "Shadow:QueueCapacity": 10_000, **options}, open(folder / "server.log", "w"))
        self.key = key

    def labels(self, requests, model=MODEL, variant="student"):
        found = []
        for start in range(0, len(requests), BATCH):
            body = {"model": model, "variant": variant, "text": [request for request, _ in requests[start:start + BATCH]], "topK": 1}
            found += [result["labels"][0]["label"] for result in self.ask("/v1/classify", body)["results"]]
        return found

    def serve(self, requests):
        """Sends requests; returns the share of right labels."""
        return sum(label == right for label, (_, right) in zip(self.labels(requests), requests)) / len(requests)


def requests(count, seed):
    draw = random.Random(1000 * SEED + seed)
    shifted = round(count * SHARE)
    return [first(draw) for _ in range(count - shifted)], [second(draw) for _ in range(shifted)]


def serve_both(server, count, seed):
    return [server.serve(part) for part in requests(count, seed)]


def improve(folder, name, model, *source, may=0):
    """Returns what the trainer said."""
    run(folder / f"{name}.log", "improve", "--model", MODEL, "--versions", model, "--recipe", folder / "first" / "recipe.json", "--data",
        folder / "first", "--work", folder / f"work-{name}", "--rate", 0.5, *source, may=may)
    return (folder / f"{name}.log").read_text()


def improve_at_random(server, folder):
    """Writes a model whose student learned random texts of the first traffic, as many as the export has; False if it is no better."""
    count = len((folder / "work-improve" / "last" / "export.jsonl").read_text().splitlines())
    traffic = sum(requests(2_000, seed=1), [])
    chosen = random.Random(SEED).sample(traffic, count)
    lines = [{"source": request, "target": label, "sample": "control", "probability": count / len(traffic)}
             for (request, _), label in zip(chosen, server.labels(chosen, variant="teacher"))]
    export = folder / "random.jsonl"
    export.write_text("".join(json.dumps(line) + "\n" for line in lines))
    other = folder / "random" / "random"
    shutil.copytree(folder / "models" / MODEL, other, ignore=shutil.ignore_patterns("2", ".improve"))
    improve(folder, "random", other, "--export", export, may=3)
    if not (other / "student" / "2").exists():
        return False
    (other / "model.json").write_text(json.dumps({"task": "text-classification", "current": {"student": "2"}}))
    shutil.rmtree(other / "student" / "1")
    other.rename(folder / "models" / "random")
    server.wait("the other model", lambda: any(model["name"] == "random" and model["state"] == "ready" for model in server.ask("/v1/models")["models"]))
    return True


def main(folder):
    started = time.monotonic()

    def say(line):
        print(f"{time.monotonic() - started:5.0f} s  {line}", flush=True)

    # 1. The student of the first domain, and a teacher of both.
    old = train(folder / "first", "Teacher,Student", first)
    both = train(folder / "both", "Teacher", first, second)
    model = folder / "models" / MODEL
    shutil.copytree(old / "student", model / "student" / "1")
    shutil.copytree(both / "teacher", model / "teacher")
    (model / "model.json").write_text(json.dumps({
        "task": "text-classification", "current": {"student": "1"}, "promotion": {"mode": "automatic", "margin": 0.02, "minSamples": 200}}))
    say("trained")
    server = Server(folder)
    try:
        # 2. Traffic of both domains.
        before = serve_both(server, 2_000, seed=1)
        report = server.checked(MODEL)
        strayed, verdict = report["difference"]["rate"], report["verdict"]
        say(f"version 1: right on {before[0]:.3f} of the first domain, {before[1]:.3f} of the second; differs on {strayed:.3f} [{report['difference']['low']:.3f}, {report['difference']['high']:.3f}], {verdict}")

        # 3. The next version.
        log = improve(folder, "improve", model, "--server", server.url, "--key", server.key)
        for line in log.splitlines():
            if line.startswith(("Export:", "|")):
                say(line)
        say("improved")

        # 4. The canary, and the decision by evidence.
        server.wait("version 2", lambda: any(
            version["folder"] == "student/2" for variant in server.ask(f"/v1/models/{MODEL}")["variants"] for version in variant["versions"]))
        server.ask(f"/v1/models/{MODEL}/canary", {"variant": "student", "version": "2", "share": 0.2})
        decisions, seed = [], 2
        while not decisions and seed < 40:
            serve_both(server, 500, seed)
            seed += 1
            server.checked(MODEL)
            decisions = [one for one in server.ask(f"/v1/decisions?model={MODEL}")["decisions"] if "by" not in one]  # the server's own
        if not decisions:
            sys.exit("No decision was made.")
        decision = decisions[0]
        found = decision["comparison"]
        say(f"decision {decision['number']}: {decision['kind']} after {found['compared']} texts; only version 2 differs on {found['onlyCanaryDiffers']}, only version 1 on {found['onlyCurrentDiffers']}")
        if decision["kind"] != "promote":
            sys.exit("Version 2 is not promoted.")
        server.wait("the promotion", lambda: any(
            version["folder"] == "student/2" and version["current"] for variant in server.ask(f"/v1/models/{MODEL}")["variants"] for version in variant["versions"]))

        # 5. The same traffic, new texts.
        after = serve_both(server, 2_000, seed=99)
        report = server.checked(MODEL)
        rate = report["difference"]["rate"]
        say(f"version 2: right on {after[0]:.3f} of the first domain, {after[1]:.3f} of the second; differs on {rate:.3f} [{report['difference']['low']:.3f}, {report['difference']['high']:.3f}], {report['verdict']}")

        # 6. As many random texts instead.
        if improve_at_random(server, folder):
            asked = sum(requests(4_000, seed=98), [])
            taught = server.labels(asked, variant="teacher")
            rates = {model: sum(map(str.__ne__, server.labels(asked, model), taught)) / len(asked) for model in (MODEL, "random")}
            say(f"on {len(asked)} new texts version 2 differs on {rates[MODEL]:.4f}; after as many random texts on {rates['random']:.4f}")
        else:
            say("after as many random texts the student is not better than version 1")
    finally:
        server.stop()
    held = [
        ("the student of one domain strays", verdict == "strays"),
        ("the rate of differences falls by a quarter at least", rate <= 0.75 * strayed),
        ("the first domain loses 0.5 points at most", after[0] >= before[0] - 0.005),
    ]
    for what, holds in held:
        print(f"{'holds ' if holds else 'MISSED'}  {what}")
    return 0 if all(holds for _, holds in held) else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="loop-") as name:
        sys.exit(main(pathlib.Path(name)))
