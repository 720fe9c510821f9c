#!/usr/bin/env python3
"""Compares the APIs of other servers with the native calls, and the native calls with and without those APIs, turn by turn.

    dotnet build src/Api -c Release && python3 bench/apis.py [clients] [seconds] [rounds]

Each API has the same texts answered by the same model; kept answers are off. Prints calls a second and the service's CPU time a call, and of each
the median ratio to the native call of the same round. Fails if an API has less than 0.9 of the native call's rate, or the native call less than 0.98
of what it has without them. Needs Python 3 alone.
"""
import concurrent.futures
import json
import statistics
import sys
import time

from service import Service

CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 5
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
TEXTS = ["I would like a cup of coffee, please.", "We are going to the market tomorrow.", "She is my sister.", "The man in the red jacket is climbing."]
APIS = ["OpenAi", "LibreTranslate", "DeepL", "TextEmbeddings", "HuggingFace", "OpenInference"]


def infer(text):
    return {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": [text]}]}


CALLS = {
    "translate": {
        "native": ("/v1/translate", lambda text: {"text": text, "source": "en", "target": "fr"}),
        "LibreTranslate": ("/translate", lambda text: {"q": text, "source": "en", "target": "fr"}),
        "DeepL": ("/v2/translate", lambda text: {"text": [text], "source_lang": "EN", "target_lang": "FR"}),
        "Hugging Face": ("/models/en-fr", lambda text: {"inputs": text}),
        "Open Inference": ("/v2/models/en-fr/infer", infer),
    },
    "classify": {
        "native": ("/v1/classify", lambda text: {"text": text, "model": "sentiment"}),
        "Text Embeddings Inference": ("/tei/sentiment/predict", lambda text: {"inputs": text}),
        "Hugging Face": ("/models/sentiment", lambda text: {"inputs": text}),
        "Open Inference": ("/v2/models/sentiment/infer", infer),
    },
}


def load(service, path, body):
    """Calls of all clients for some seconds: calls a second, and milliseconds of CPU time a call."""
    bodies = [json.dumps(body(text)).encode() for text in TEXTS]
    counts, end = [0] * CLIENTS, time.monotonic() + SECONDS

    def client(index):
        connection = service.connect()
        while time.monotonic() < end:
            status, answer = service.send(connection, path, bodies[counts[index] % len(bodies)])
            if status != 200:
                sys.exit(f"{path}: {status} {answer.decode()}")
            counts[index] += 1

    before, started = service.cpu(), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))
    calls = sum(counts)
    return calls / (time.monotonic() - started), (service.cpu() - before) / calls * 1000


def main():
    services = {has_apis: Service({"Cache:Enabled": "false", **{f"Compatibility:{api}:Enabled": str(has_apis).lower() for api in APIS}}) for has_apis in (True, False)}
    faults = []
    try:
        for task, calls in CALLS.items():
            turns = [(name, True) for name in calls] + [("native", False)]
            results = {turn: [] for turn in turns}
            for turn_round in range(ROUNDS + 1):  # the first one warms up
                for name, has_apis in turns if turn_round % 2 else reversed(turns):
                    figures = load(services[has_apis], *calls[name])
                    if turn_round > 0:
                        results[name, has_apis].append(figures)
            print(f"{task}: {CLIENTS} clients, {ROUNDS} rounds of {SECONDS:g} s\n")
            print("| | calls/s | CPU ms/call | rate ÷ native | CPU ÷ native |\n|---|---:|---:|---:|---:|")
            base = results["native", True]
            for turn in turns:
                rate, cpu = (statistics.median(values) for values in zip(*results[turn]))
                ratio, cost = (statistics.median(mine[i] / native[i] for mine, native in zip(results[turn], base)) for i in (0, 1))
                label = turn[0] if turn[1] else "native, the APIs switched off"
                print(f"| {label} | {rate:.0f} | {cpu:.2f} | {ratio:.3f} | {cost:.3f} |")
                if turn[1] and ratio < 0.9:
                    faults.append(f"{task}: {label} has {ratio:.3f} of the native call's rate; the bound is 0.9")
                if not turn[1] and 1 / ratio < 0.98:
                    faults.append(f"{task}: the native call has {1 / ratio:.3f} of its rate without the APIs; the bound is 0.98")
            print()
    finally:
        for service in services.values():
            service.stop()
    print("\n".join(faults) or "All bounds hold.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
