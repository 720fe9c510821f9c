#!/usr/bin/env python3
"""Measures the explanations of a running server: how faithful they are, and how well they align words.

    bench/explain.py [--address http://localhost:8080] [--data DIR] [--texts 200] [--pairs 100]

Faithfulness, for each classifier (SST-2 dev for sentiment, CLINC150 validation for intent): words are taken out of a text in the order of
their weights (deletion, lower is better) or put into an empty text in that order (insertion, higher is better); the figure is the mean
probability of the label over the steps. The same for random orders, three for each text, in the same run. Texts are drawn with a fixed seed.

Alignment error rate (Och and Ney 2003) of the greatest weight of each word of the translation, on bench/data/alignments-en-fr.tsv: pairs
aligned by hand, with sure (i-j) and possible (i?j) links. Beside it: each word with the word at the same relative place.
"""
import argparse
import json
import os
import random
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STEPS = 10


def ask(address, path, body):
    request = urllib.request.Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json", "Cache-Control": "no-store"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def probabilities(address, model, texts, label):
    answer = ask(address, "/v1/classify", {"text": texts, "model": model, "topK": 1000})
    return [next(one["score"] for one in result["labels"] if one["label"] == label) for result in answer["results"]]


def curve(parts, order, keep_from_end):
    """The texts of the steps: without the first k parts of the order, or with them alone."""
    texts = []
    for step in range(STEPS + 1):
        first = set(order[: round(len(order) * step / STEPS)])
        texts.append(" ".join(part["text"] for index, part in enumerate(parts) if (index in first) != keep_from_end))
    return texts


def faithfulness(address, model, texts, rows):
    sums = {name: [0.0, 0.0] for name in ("explanation", "random")}
    for text in texts:
        found = ask(address, "/v1/explain", {"text": text, "model": model, "maxRows": rows})["results"][0]
        parts = found["parts"]
        if len(parts) < 3:
            continue
        best = sorted(range(len(parts)), key=lambda index: -parts[index]["weight"])
        orders = [("explanation", best, 1.0)]
        for _ in range(3):
            shuffled = best[:]
            random.shuffle(shuffled)
            orders.append(("random", shuffled, 1 / 3))
        for name, order, share in orders:
            deleted = probabilities(address, model, curve(parts, order, True), found["label"])
            inserted = probabilities(address, model, curve(parts, order, False), found["label"])
            sums[name][0] += share * sum(deleted) / len(deleted)
            sums[name][1] += share * sum(inserted) / len(inserted)
        sums["count"] = sums.get("count", 0) + 1
    count = sums.pop("count")
    print(f"{model}: {count} texts; mean probability of the label over {STEPS} steps")
    for name, (deletion, insertion) in sums.items():
        print(f"  {name:12} deletion {deletion / count:.3f}   insertion {insertion / count:.3f}")


def alignment(address, pairs):
    found = {}
    for source, target, links in pairs:
        sure = {tuple(map(int, link.split("-"))) for link in links.split() if "-" in link}
        possible = sure | {tuple(map(int, link.split("?"))) for link in links.split() if "?" in link}
        guesses = {}
        for method in ("occlusion", "attention"):
            call = {"text": source, "target": target, "model": "en-fr", "maxRows": 512, "method": method}
            try:
                result = ask(address, "/v1/explain", call)["results"][0]
            except urllib.error.HTTPError as error:
                if method == "attention" and error.code == 400:
                    continue  # the export gives none
                raise
            guesses[method] = {(part["source"], index) for index, part in enumerate(result["targetParts"]) if "source" in part}
            words, others = len(result["parts"]), len(result["targetParts"])
        guesses["same place"] = {(min(words - 1, round(index * words / others)), index) for index in range(others)}
        for name, links_of in guesses.items():
            total = found.setdefault(name, [0, 0, 0, 0])
            total[0] += len(links_of & sure)
            total[1] += len(links_of & possible)
            total[2] += len(links_of)
            total[3] += len(sure)
    print(f"en-fr: {len(pairs)} pairs aligned by hand")
    for name, (in_sure, in_possible, links_of, sure) in found.items():
        print(
            f"  {name:12} alignment error rate {1 - (in_sure + in_possible) / (links_of + sure):.3f}"
            f"   precision {in_possible / links_of:.3f}   recall {in_sure / sure:.3f}"
        )


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--address", default="http://localhost:8080")
    arguments.add_argument("--data", default=os.path.join(ROOT, "..", "shared", "data"))
    arguments.add_argument("--texts", type=int, default=200)
    arguments.add_argument("--pairs", type=int, default=100)
    arguments.add_argument("--rows", type=int, default=512)
    options = arguments.parse_args()
    random.seed(1)
    for model, file in (("sentiment", "sst2.dev.tsv"), ("intent", "clinc150.val.tsv")):
        path = os.path.join(options.data, "classification", file)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                texts = [line.rsplit("\t", 1)[0] for line in lines.read().splitlines() if "\t" in line]
            faithfulness(options.address, model, random.sample(texts, min(options.texts, len(texts))), options.rows)
        else:
            print(f"{model}: {file} is not in {options.data}; left out.")
    with open(os.path.join(ROOT, "bench", "data", "alignments-en-fr.tsv"), encoding="utf-8") as lines:
        alignment(options.address, [line.split("\t") for line in lines.read().splitlines()][: options.pairs])


if __name__ == "__main__":
    main()
