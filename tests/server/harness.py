"""Starts a real `moshaver serve` on a loopback port over a small shop, for the tests in this folder."""
import csv
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = None
PLACE = None  # a temporary directory with a trained shop, which tests copy before they change it


def moshaver(*arguments, check=True):
    ran = subprocess.run([BINARY, *arguments], cwd=PLACE, capture_output=True, text=True, timeout=120)
    assert not check or ran.returncode == 0, f"moshaver {arguments[0]} exited with {ran.returncode}: {ran.stderr}"
    return ran


def make_shop():
    moshaver("generate", "--out", "files", "--customers", "400", "--products", "120", "--events", "15000", "--quiet")
    moshaver("import", "--shop", "shop", "--events", "files/events.csv", "--products", "files/products.csv",
             "--customers", "files/customers.csv", "--quiet")
    for recipe in ("popular", "item-item"):
        moshaver("train", "--shop", "shop", "--recipe", recipe, "--force", "--quiet")


def products_of_kind(kind):
    """The ids of the generated shop's goods, or of its services."""
    with open(PLACE / "files" / "products.csv", encoding="utf-8") as file:
        return [row["product_id"] for row in csv.DictReader(file) if row["kind"] == kind]


class Server:
    """A server over a copy of the shop. Leaving the `with` block kills it."""

    def __init__(self, *options, shop=None):
        self.shop = shop
        if shop is None:
            self.shop = tempfile.mkdtemp(dir=PLACE)
            shutil.copytree(PLACE / "shop", self.shop, dirs_exist_ok=True)
        self.process = subprocess.Popen([BINARY, "serve", "--shop", self.shop, "--listen", "127.0.0.1:0", "--quiet",
                                         *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on http://127.0.0.1:"):
            raise AssertionError(line + self.process.stderr.read())
        self.port = int(line.split(",")[0].rsplit(":", 1)[1])
        self.model = line.rsplit(" ", 1)[1].strip()

    def use_settings(self, text):
        """Writes shop.toml, which the server reads within a fifth of a second."""
        (pathlib.Path(self.shop) / "shop.toml").write_text(text)
        time.sleep(0.3)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def connect(self, timeout=20):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, connection=None):
        """Returns status, headers and body. A JSON body is parsed."""
        connection = connection or self.connect()
        headers = dict(headers or {})
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read()
        is_json = "json" in (reply.getheader("Content-Type") or "")
        return reply.status, reply.headers, json.loads(text) if is_json and text else text.decode()

    def raw(self, data, wait=20):
        """Sends raw bytes, and returns everything that is received until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as sock:
            received = b""
            try:
                sock.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # closed before everything was sent: a reply can still be read
            try:
                while chunk := sock.recv(65536):
                    received += chunk
            except socket.timeout:
                raise AssertionError("the connection was not closed")
            except ConnectionResetError:
                pass
            return received


def http_request(method, path, headers=(), body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Test(unittest.TestCase):
    def check_problem(self, answer, status, field=None):
        got, headers, body = answer
        self.assertEqual(got, status, body)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        self.assertLessEqual({"type", "title", "status", "detail", "field", "remedy"}, set(body))
        self.assertEqual(body["status"], status)
        self.assertTrue(body["detail"] and body["remedy"], body)
        if field is not None:
            self.assertEqual(body["field"], field, body)

    def customer(self):
        answer = moshaver("recommend", "--shop", "shop", "--all", "--count", "1", "--format", "tsv").stdout
        return answer.splitlines()[1].split("\t")[0]


class ShortDescriptions(unittest.TextTestResult):
    def getDescription(self, test):
        return test.shortDescription()


def main():
    """Runs the tests of the calling program against the binary named by its first argument."""
    global BINARY, PLACE
    BINARY = os.path.abspath(sys.argv.pop(1))
    with tempfile.TemporaryDirectory(prefix="moshaver_server_") as directory:
        PLACE = pathlib.Path(directory)
        make_shop()
        ran = unittest.main(module="__main__", exit=False, verbosity=2,
                            testRunner=unittest.TextTestRunner(resultclass=ShortDescriptions, verbosity=2))
    sys.exit(not ran.result.wasSuccessful())
