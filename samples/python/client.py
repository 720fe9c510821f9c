"""Calls the service over REST, with Python's standard library alone.

    python3 samples/python/client.py [url]
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

ATTEMPTS = 4
URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080"
KEY = os.environ.get("TRANSFORMER_API_KEY")


def post(path, body):
    """Sends a call and returns its answer. Waits and tries again while the service is busy (429) or starting (503)."""
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    if KEY:
        request.add_header("X-API-Key", KEY)

    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as failure:
            with failure:
                if failure.code in (429, 503) and attempt < ATTEMPTS:
                    time.sleep(float(failure.headers.get("Retry-After", 1)))
                    continue
                problem = json.load(failure)
                raise SystemExit(f"{failure.code} {problem['code']}: {problem['detail']}") from None
        except urllib.error.URLError as failure:
            raise SystemExit(f"{URL} cannot be reached: {failure.reason}") from None


def main():
    sentences = ["Two dogs are playing in the snow.", "A man is sitting on a chair."]
    answer = post("/v1/translate", {"text": sentences, "source": "en", "target": "fr"})
    for sentence, translation in zip(sentences, answer["translations"]):
        print(f"{sentence} → {translation['text']}")

    reviews = ["a gorgeous , witty , seductive movie .", "the plot is dull ."]
    answer = post("/v1/classify", {"text": reviews, "model": "sentiment", "topK": 1})
    for review, result in zip(reviews, answer["results"]):
        best = result["labels"][0]
        print(f"{review} → {best['label']} {best['score']:.2f}")


if __name__ == "__main__":
    main()
