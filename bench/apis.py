#!/usr/bin/env python3
"""Compares the APIs of other servers with the native calls, and the native calls with and without those APIs, turn by turn.

    dotnet build src/Api -c Release && python3 bench/apis.py [clients] [seconds] [rounds]

Each API has the same texts answered by the same model; kept answers are off. Prints calls a second and the service's CPU time a call, and of each
the median ratio to the native call of the same round. Fails if an API has less than 0.9 of the native call's rate, or the native call less than 0.98
of what it has without them. Needs Python 3 alone.
"""
import http.client
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import threading
import time

CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 5
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
ROOT = pathlib.Path(__file__).resolve().parent.parent
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


class Service:
    """The service on a free port."""

    def __init__(self, has_apis):
        with socket.socket() as rest, socket.socket() as grpc:
            rest.bind(("127.0.0.1", 0)), grpc.bind(("127.0.0.1", 0))
            self.port, grpc_port = rest.getsockname()[1], grpc.getsockname()[1]
        self.process = subprocess.Popen(
            ["dotnet", ROOT / "src/Api/bin/Release/net10.0/TransformerService.Api.dll", "--Cache:Enabled=false",
             f"--Kestrel:Endpoints:Http:Url=http://127.0.0.1:{self.port}", f"--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:{grpc_port}",
             *(f"--Compatibility:{api}:Enabled={str(has_apis).lower()}" for api in APIS)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                if self.call(self.connect(), "GET", "/health/ready")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise SystemExit("The service does not become ready.")

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    @staticmethod
    def call(connection, method, path, body=None):
        connection.request(method, path, body, {"Content-Type": "application/json"})
        with connection.getresponse() as response:
            return response.status, response.read()

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self, path, body):
        """Calls of all clients for some seconds: calls a second, and milliseconds of CPU time a call."""
        bodies = [json.dumps(body(text)) for text in TEXTS]
        counts, end = [0] * CLIENTS, time.monotonic() + SECONDS

        def client(index):
            connection = self.connect()
            while time.monotonic() < end:
                status, answer = self.call(connection, "POST", path, bodies[counts[index] % len(bodies)])
                if status != 200:
                    raise SystemExit(f"{path}: {status} {answer.decode()}")
                counts[index] += 1

        before, started = self.cpu(), time.monotonic()
        threads = [threading.Thread(target=client, args=(index,)) for index in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        calls = sum(counts)
        return calls / (time.monotonic() - started), (self.cpu() - before) / calls * 1000


def main():
    services = {True: Service(has_apis=True), False: Service(has_apis=False)}
    faults = []
    try:
        for task, calls in CALLS.items():
            turns = [(name, True) for name in calls] + [("native", False)]
            results = {turn: [] for turn in turns}
            for turn_round in range(ROUNDS + 1):  # the first one warms up
                for name, has_apis in turns if turn_round % 2 else reversed(turns):
                    figures = services[has_apis].load(*calls[name])
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
            service.process.terminate()
    print("\n".join(faults) or "All bounds hold.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
