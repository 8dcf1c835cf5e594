#!/usr/bin/env python3
"""The curl commands, JavaScript and nginx configuration of the server's manual, run against a real server.

    tests/server/storefront_test.py BINARY

Needs curl, node (18 or newer) and nginx. If one is missing, its test is skipped, or fails if CI is set.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import time
import unittest

import harness
from harness import Server, Test

README = (pathlib.Path(__file__).resolve().parent.parent.parent / "tools" / "server" / "README.md").read_text(encoding="utf-8")


def block(language, holding=""):
    """The only fenced block of this language that contains the text."""
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", README, re.S) if holding in text]
    assert len(found) == 1, (language, len(found))
    return found[0]


def needed(program):
    path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if path is None:
        if os.environ.get("CI"):
            raise AssertionError(program + " is missing")
        raise unittest.SkipTest(program.upper() + " IS MISSING: this part of README is not tested")
    return path


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Curl(Test):
    def test_curl(self):
        """The curl commands of the manual succeed."""
        needed("curl")
        lines = re.split(r"^(?=curl |moshaver )", block("sh", "moshaver serve --shop shop"), flags=re.M)
        commands = [line.strip() for line in lines if line.startswith("curl ")]
        self.assertGreater(len(commands), 4)
        with Server() as server:
            server.ask("PUT", "/v1/products/TL%2Fpaint%2F0007", {"title": "paint"})
            for command in commands:
                here = command.replace("localhost:8080", f"127.0.0.1:{server.port}")
                here = re.sub(r'"model": "[^"]*"', f'"model": "{server.model}"', here)
                done = subprocess.run(["bash", "-c", here + " -sS --fail-with-body"], capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, command + done.stdout + done.stderr)
                json.loads(done.stdout)


class Storefront(Test):
    def run_snippet(self, url, key="", count=3):
        """The products that the page gets, and the time in milliseconds."""
        (harness.PLACE / "suggestions.mjs").write_text(block("js"), encoding="utf-8")
        script = """const { suggestions } = await import("./suggestions.mjs");
            const begun = performance.now();
            const items = await suggestions("c", %d);
            console.log(JSON.stringify({ items, milliseconds: performance.now() - begun }));""" % count
        done = subprocess.run([needed("node"), "--input-type=module", "-e", script], cwd=harness.PLACE, capture_output=True,
                              text=True, timeout=60, env={**os.environ, "MOSHAVER_URL": url, "MOSHAVER_KEY": key})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_snippet(self):
        """The manual's JavaScript shows the server's answer, and popular products if the server is down, silent or refuses."""
        fallback = json.loads(re.search(r"const popular = (\[.*?\]);", block("js"))[1])
        key = "read-0123456789"
        (harness.PLACE / "front-keys").write_text(f"read {hashlib.sha256(key.encode()).hexdigest()} front\n")
        with Server("--keys", str(harness.PLACE / "front-keys")) as server:
            url = f"http://127.0.0.1:{server.port}"
            wanted = server.ask("POST", "/v1/recommendations", {"customer_id": "c", "count": 3},
                                {"Authorization": "Bearer " + key})[2]
            # The first answer to a new process may exceed the time limit on a busy machine.
            shown = next((got for got in (self.run_snippet(url, key)["items"] for _ in range(5)) if got != fallback), fallback)
            self.assertEqual(shown, [item["product_id"] for item in wanted["items"]])
            self.assertEqual(self.run_snippet(url, "wrong key")["items"], fallback)
        self.assertEqual(self.run_snippet(f"http://127.0.0.1:{free_port()}")["items"], fallback)
        self.assertEqual(self.run_snippet(f"http://127.0.0.1:{free_port()}", count=1)["items"], fallback[:1])
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            got = self.run_snippet(f"http://127.0.0.1:{silent.getsockname()[1]}")
            self.assertEqual(got["items"], fallback)
            self.assertTrue(100 < got["milliseconds"] < 2000, got)


class Proxy(Test):
    def test_nginx(self):
        """The manual's nginx configuration serves over TLS, keeps its connections to the server open, and hides /metrics."""
        nginx, openssl = needed("nginx"), needed("openssl")
        directory = harness.PLACE / "nginx"
        directory.mkdir()
        subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=advice.shop.example",
                        "-addext", "subjectAltName=DNS:advice.shop.example", "-keyout", "advice.key", "-out", "advice.pem"],
                       cwd=directory, check=True, capture_output=True)
        with Server("--allow-host", "advice.shop.example") as server:
            port = free_port()
            site = block("nginx")
            for theirs, ours in (("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
                                 ("/etc/ssl/certs/advice.pem", str(directory / "advice.pem")),
                                 ("/etc/ssl/private/advice.key", str(directory / "advice.key")),
                                 ("server 127.0.0.1:8080", f"server 127.0.0.1:{server.port}")):
                self.assertEqual(site.count(theirs), 1)
                site = site.replace(theirs, ours)
            paths = "".join(f"{name}_temp_path {directory}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            user = "user root;\n" if os.geteuid() == 0 else ""
            (directory / "nginx.conf").write_text(f"{user}pid {directory}/pid;\nerror_log {directory}/errors;\nevents {{}}\nhttp {{\n"
                                                  f"{paths}{site}}}\n")
            command = [nginx, "-p", str(directory), "-c", str(directory / "nginx.conf")]
            checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
            self.assertEqual(checked.returncode, 0, checked.stderr)
            proxy = subprocess.Popen([*command, "-g", "daemon off;"])
            try:
                self.use(server, port, ssl.create_default_context(cafile=str(directory / "advice.pem")))
            finally:
                proxy.terminate()
                proxy.wait(20)

    def use(self, server, port, tls):
        deadline = time.monotonic() + 20
        while True:
            try:
                raw = tls.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20),
                                      server_hostname="advice.shop.example")
                break
            except ConnectionRefusedError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
        with raw:
            stream = raw.makefile("rb")

            def ask(method, path, body=b"", headers=()):
                raw.sendall("\r\n".join([f"{method} {path} HTTP/1.1", "Host: advice.shop.example", f"Content-Length: {len(body)}",
                                         "Content-Type: application/json", *headers]).encode() + b"\r\n\r\n" + body)
                status = int(stream.readline().split()[1])
                headers = {}
                while line := stream.readline().strip():
                    name, _, value = line.partition(b":")
                    headers[name.lower()] = value.strip()
                if headers.get(b"transfer-encoding") == b"chunked":
                    data = b""
                    while size := int(stream.readline(), 16):
                        data += stream.read(size)
                        stream.readline()
                    stream.readline()
                else:
                    data = stream.read(int(headers.get(b"content-length", 0)))
                return status, headers, data

            for at in range(20):
                status, headers, body = ask("POST", "/v1/recommendations", json.dumps({"customer_id": f"c{at}"}).encode(),
                                            [f"X-Customer-Id: c{at}"])
                self.assertEqual((status, len(json.loads(body)["items"])), (200, 10))
                self.assertRegex(headers[b"x-request-id"], rb"^[0-9a-f]{32}$")
            self.assertEqual(ask("GET", "/v1/customers/c%2F1/recommendations")[0], 200)
            self.assertEqual(ask("PUT", "/v1/products/a%2Fb", b"{}")[0], 201)
            self.assertEqual(json.loads(ask("GET", "/v1/products/a%2Fb")[2])["product_id"], "a/b")
            self.assertEqual(ask("POST", "/v1/recommendations", b"{")[0], 400)
            self.assertEqual(ask("GET", "/metrics")[0], 403)
        # All these requests used few connections: nginx keeps them open.
        metrics = server.ask("GET", "/metrics")[2]
        self.assertLess(int(re.search(r"moshaver_connections (\d+)", metrics)[1]), 6)


if __name__ == "__main__":
    harness.main()
