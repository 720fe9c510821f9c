#!/usr/bin/env python3
"""The client of bench/gpu.sh: compares two running servers, one on CUDA and one on the CPU."""
import argparse
import json
import os
import sys
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def ask(address, path, body):
    request = urllib.request.Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


def translate(address, texts, variant):
    options = {"splitSentences": False, "beamSize": 1}
    return ask(address, "/v1/translate", {"text": texts, "model": "en-fr", "variant": variant, "options": options})["translations"]


def rate(address, texts, variant, rows, seconds):
    """Output tokens a second of one caller with so many rows in a call."""
    call = [texts[index % len(texts)] for index in range(rows)]
    translate(address, call, variant)
    tokens, started = 0, time.monotonic()
    while time.monotonic() - started < seconds:
        tokens += sum(found["outputTokens"] for found in translate(address, call, variant))
    return tokens / (time.monotonic() - started)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cuda", required=True)
    arguments.add_argument("--cpu", required=True)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--sentences", default=os.path.join(ROOT, "tests", "Clients", "sentences.json"))
    options = arguments.parse_args()
    with open(options.sentences, encoding="utf-8") as lines:
        text = lines.read()
    texts = json.loads(text)["translation"] if options.sentences.endswith(".json") else [line for line in text.splitlines() if line.strip()]

    equal = True
    for variant in ("student", "teacher"):
        pairs = list(zip(translate(options.cuda, texts, variant), translate(options.cpu, texts, variant)))
        same = sum(one["text"] == other["text"] for one, other in pairs)
        furthest = max(abs(one["score"] - other["score"]) for one, other in pairs if one["text"] == other["text"])
        equal = equal and same == len(pairs)
        print(f"en-fr {variant}: {same} of {len(pairs)} texts are equal; their scores differ by at most {furthest:.1e}")

    for variant in ("student", "teacher"):
        for rows in (1, 32, 256):
            cuda, cpu = (rate(address, texts, variant, rows, options.seconds) for address in (options.cuda, options.cpu))
            print(f"en-fr {variant}, {rows} rows a call: {cuda:,.0f} tokens/s on CUDA, {cpu:,.0f} on the CPU: {cuda / cpu:.2f} ×")
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()
