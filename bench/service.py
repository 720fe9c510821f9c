"""The service on free ports, for the benchmarks that are written in Python. CONFIGURATION=Debug takes the programs of the debug build."""
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = os.environ.get("CONFIGURATION", "Release")
PATIENCE = 600


def program(project):
    return ROOT / f"src/{project}/bin/{BUILD}/net10.0/TransformerService.{project}.dll"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Service:
    """The service with some options, on a port that it keeps when it is started again."""

    def __init__(self, options, log=subprocess.DEVNULL):
        self.port, self.log, self.key = free_port(), log, None
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = {"Kestrel:Endpoints:Http:Url": self.url, "Kestrel:Endpoints:Grpc:Url": f"http://127.0.0.1:{free_port()}", **options}
        self.start()

    def start(self):
        self.process = subprocess.Popen(["dotnet", program("Api"), *(f"--{name}={value}" for name, value in self.options.items())], stdout=self.log, stderr=self.log)
        self.wait("The service", self.is_ready)

    def is_ready(self):
        try:
            return self.send(self.connect(), "/health/ready")[0] == 200
        except OSError:
            return False

    def wait(self, what, holds):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                sys.exit(f"The service ended with {self.process.returncode}: {getattr(self.log, 'name', 'it has no log')}")
            if found := holds():
                return found
            time.sleep(0.1)
        sys.exit(f"{what} is not ready after {PATIENCE} s.")

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def send(self, connection, path, body=None):
        """Status and bytes of an answer. The body is an object, or the bytes of one."""
        headers = {"Content-Type": "application/json", **({"X-API-Key": self.key} if self.key else {})}
        connection.request("GET" if body is None else "POST", path, body if body is None or isinstance(body, bytes) else json.dumps(body), headers)
        with connection.getresponse() as answer:
            return answer.status, answer.read()

    def ask(self, path, body=None):
        """The object that answers a call on a connection of its own."""
        status, answer = self.send(self.connect(), path, body)
        if status >= 300:
            sys.exit(f"{path}: {status} {answer.decode()}")
        return json.loads(answer) if answer else None

    def cpu(self):
        """Seconds of processor time since the start."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def checked(self, model):
        """Waits until every sample of a model is checked and stored; its report."""
        seen = [None]

        def done():
            report, before = self.ask(f"/v1/models/{model}/shadow"), seen[0]
            seen[0] = report
            time.sleep(1)
            return report if before and report["queue"]["length"] == 0 and report["compared"] == before["compared"] > 0 else None
        return self.wait("The comparison", done)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


def admin_key(name):
    """A new key and the options with which the service takes it."""
    made = subprocess.run(["dotnet", program("Api"), "keys", "new", "--name", name, "--role", "admin"], capture_output=True, text=True, check=True).stdout
    return re.search(r"tsk_\S+", made)[0], {
        "Access:Keys:0:Name": name, "Access:Keys:0:Role": "admin", "Access:Keys:0:Hash": re.search(r"Access__Keys__0__Hash=(\S+)", made)[1]}
