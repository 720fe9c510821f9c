#!/usr/bin/env python3
"""Changes versions of a running service under load: no call may fail, no answer may be another version's, memory must come back.

    dotnet build src/Api -c Release && python3 bench/versions.py [clients] [rounds]

The student of en-fr gets two versions, the default student and the default teacher, whose answers differ. Each round promotes one, reloads and rolls
back. Prints counts, times and the resident memory: before the rounds that are counted, which begin after three others so that all code has run once, at
most, and after. Needs Python 3 alone.
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 16
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
ROOT = pathlib.Path(__file__).resolve().parent.parent
KEY = "a key for this measurement alone"
TEXTS = ["I would like a cup of coffee, please.", "We are going to the market tomorrow.", "She is my sister.", "The man in the red jacket is climbing."]


def key_hash(key):
    """As `keys new` prints it."""
    salt = os.urandom(16)
    digest = hmac.digest(salt, hashlib.sha256(key.encode()).digest(), "sha256")
    return ".".join(["v1", *(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (salt, digest))])


def call(path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Content-Type": "application/json", "X-API-Key": KEY},
                                     data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def ask(text):
    answer = call("/v1/translate", {"text": text, "model": "en-fr", "options": {"beamSize": 1}})
    return answer["version"], answer["translations"][0]["text"]


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def settled(process):
    """The median of some seconds under the same load."""
    samples = []
    for _ in range(20):
        time.sleep(0.5)
        samples.append(resident(process))
    return statistics.median(samples)


with tempfile.TemporaryDirectory(prefix="versions-") as folder:
    model = pathlib.Path(folder, "models", "en-fr")
    shutil.copytree(ROOT / "models/en-fr/student", model / "student/1")
    shutil.copytree(ROOT / "models/en-fr/teacher", model / "student/2")
    (model / "model.json").write_text(json.dumps({"task": "translation", "current": {"student": "1"}}))
    PORT = 18080
    process = subprocess.Popen(
        ["dotnet", str(ROOT / "src/Api/bin/Release/net10.0/TransformerService.Api.dll"), f"--Models:Path={model.parent}", "--Access:Keys:0:Name=bench",
         "--Access:Keys:0:Role=admin", f"--Access:Keys:0:Hash={key_hash(KEY)}", "--Access:AllowAnonymous=true",
         f"--Kestrel:Endpoints:Http:Url=http://127.0.0.1:{PORT}", "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:18081", f"--Shadow:Store:Path={folder}/shadow.db",
         "--Logging:LogLevel:Default=Warning"], stdout=subprocess.DEVNULL, env=os.environ)
    try:
        for _ in range(600):
            try:
                call("/health/ready")
                break
            except OSError:
                time.sleep(0.1)

        expected = {}
        for version in ("2", "1"):
            call("/v1/models/en-fr/promote", {"version": version})
            for text in TEXTS:
                hash, said = ask(text)
                expected[hash, text] = said

        stop, answered, wrong = threading.Event(), {}, []

        def client(number):
            while not stop.is_set():
                number += 1
                text = TEXTS[number % len(TEXTS)]
                try:
                    version, said = ask(text)
                    if expected.get((version, text)) != said:
                        wrong.append(f"{version}: {said}")
                    answered[version] = answered.get(version, 0) + 1
                except Exception as exception:
                    wrong.append(repr(exception))

        threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        took, highest = [], 0

        def change(rounds):
            global highest
            for _ in range(rounds):
                for name, body in (("promote", {"version": "2"}), ("reload", {}), ("rollback", {})):
                    begun = time.monotonic()
                    call(f"/v1/models/en-fr/{name}", body)
                    took.append(time.monotonic() - begun)
                    highest = max(highest, resident(process))

        time.sleep(5)
        first = settled(process)
        change(3)
        time.sleep(5)
        before = settled(process)
        took.clear()
        started = time.monotonic()
        change(ROUNDS)
        seconds = time.monotonic() - started
        time.sleep(10)
        after = settled(process)
        stop.set()
        for thread in threads:
            thread.join()
        print(f"{ROUNDS} rounds of promote, reload and rollback in {seconds:.1f} s under {CLIENTS} clients (median of a change {statistics.median(took) * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms)")
        print(f"{sum(answered.values())} answers: {', '.join(f'{count} of {version}' for version, count in sorted(answered.items()))}; wrong or failed: {len(wrong)}")
        print(f"resident memory: {first:.1f} MiB before any change, {before:.1f} MiB before these, {highest:.1f} MiB at most, {after:.1f} MiB after: "
              f"{after / before:.3f} of before these, {after / first:.3f} of before any")
        for fault in wrong[:5]:
            print(fault)
        sys.exit(1 if wrong else 0)
    finally:
        process.terminate()
        process.wait()
