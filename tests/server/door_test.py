#!/usr/bin/env python3
"""Which hosts and origins a server on the loopback address answers: no foreign host names, and no pages of other sites.

    tests/server/door_test.py BINARY
"""
import os

import harness
from harness import Server, Test, http_request


def status_of(reply):
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.") else None


def get(*headers, path="/healthz", method="GET", body=b""):
    return "\r\n".join([f"{method} {path} HTTP/1.1", *headers, "Connection: close", f"Content-Length: {len(body)}"]
                       ).encode() + b"\r\n\r\n" + body


class HostsAndOrigins(Test):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addresses = [(path.replace("{id}", "x"), method.upper())
                         for path, item in cls.server.ask("GET", "/openapi.json")[2]["paths"].items()
                         for method in item if method != "parameters"]

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def status(self, data, server=None):
        return status_of((server or self.server).raw(data))

    def test_names_of_this_machine(self):
        """Requests for localhost, 127.0.0.1 and [::1] are answered, in any case and with any port."""
        for host in ("localhost", "LocalHost", "127.0.0.1", "[::1]", "localhost:8080", "127.0.0.1:1", "[::1]:65535",
                     f"127.0.0.1:{self.server.port}"):
            self.assertEqual(self.status(get("Host: " + host)), 200, host)

    def test_foreign_names(self):
        """Every other host gets 421, however similar its name."""
        for host in ("evil.example", "evil.example:80", "127.0.0.1.nip.io", "localhost.evil", "localhost.", "evil.localhost",
                     "[::2]", "[::1]evil", "[::1", "::1", "127.0.0.2", "2130706433", "0x7f000001", "localhost:",
                     "localhost:80x", "localhost:123456", "localhost:80:80", "localhost@evil.example", "[::ffff:127.0.0.1]"):
            self.assertEqual(self.status(get("Host: " + host)), 421, host)

    def test_no_host_or_two(self):
        """A request without Host, or with two, is refused."""
        self.assertEqual(self.status(get()), 400)
        self.assertEqual(self.status(get("Host: localhost", "Host: localhost")), 400)
        self.assertEqual(self.status(get("Host: localhost", "Host: evil.example")), 400)
        self.assertEqual(self.status(get("Host:")), 421)
        self.assertEqual(self.status(b"GET /healthz HTTP/1.0\r\n\r\n"), 421)
        self.assertEqual(self.status(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"), 200)

    def test_absolute_targets(self):
        """The host of an absolute request target is checked instead of Host."""
        self.assertEqual(self.status(get("Host: localhost", path="http://evil.example/healthz")), 421)
        self.assertEqual(self.status(get("Host: evil.example", path="HTTP://evil.example/healthz")), 421)

    def test_every_address(self):
        """A foreign host is refused at every address, on every method, before its body is read."""
        for path, method in [*self.addresses, ("/nothing", "GET"), ("/", "GET")]:
            reply = self.server.raw(get("Host: evil.example", "Content-Type: application/json", path=path, method=method,
                                        body=b"{" * 100))
            self.assertEqual(status_of(reply), 421, (method, path))
            self.assertIn(b'"field":"Host"', reply)
            self.assertIn(b'"remedy":', reply)

    def test_foreign_origins(self):
        """A request from a web page of another site is refused at every address, on every method."""
        methods = {method for _, method in self.addresses} | {"OPTIONS", "HEAD"}
        for path, method in [*self.addresses, *[("/healthz", method) for method in methods]]:
            for origin in ("https://evil.example", "null", "http://localhost.evil", "file://"):
                reply = self.server.raw(get("Host: localhost", "Origin: " + origin, path=path, method=method))
                self.assertEqual(status_of(reply), 403, (method, path, origin))
                self.assertNotIn(b"Access-Control", reply)
        self.assertEqual(self.status(get("Host: localhost:81", "Origin: http://localhost:82")), 403)
        self.assertEqual(self.status(get("Host: localhost", "Origin: http://localhost", "Origin: http://localhost")), 403)

    def test_own_origin(self):
        """Requests of the server's own pages are answered."""
        for host in ("localhost", "localhost:8080", "[::1]:8080", "127.0.0.1:8080"):
            for scheme in ("http", "https"):
                self.assertEqual(self.status(get("Host: " + host, f"Origin: {scheme}://{host}")), 200)

    def test_allowed_names(self):
        """--allow-host and --allow-origin allow other hosts and origins, and replies have the CORS headers."""
        with Server("--allow-host", "advice.shop.example", "--allow-host", "other.example", "--allow-origin",
                    "https://shop.example") as server:
            for host in ("advice.shop.example", "ADVICE.shop.example:443", "other.example", "localhost"):
                self.assertEqual(self.status(get("Host: " + host), server), 200, host)
            self.assertEqual(self.status(get("Host: shop.example"), server), 421)
            reply = server.raw(get("Host: localhost", "Origin: https://shop.example"))
            self.assertEqual(status_of(reply), 200)
            self.assertIn(b"Access-Control-Allow-Origin: https://shop.example\r\n", reply)
            self.assertIn(b"Vary: Origin\r\n", reply)
            self.assertEqual(self.status(get("Host: localhost", "Origin: http://shop.example"), server), 403)
            self.assertEqual(self.status(get("Host: localhost", "Origin: https://shop.example:444"), server), 403)
            self.assertNotIn(b"Access-Control", server.raw(get("Host: localhost")))

    def test_preflight(self):
        """A CORS preflight request is answered with the methods of the path."""
        with Server("--allow-origin", "https://shop.example") as server:
            preflight = ("Host: localhost", "Origin: https://shop.example", "Access-Control-Request-Method: POST")
            reply = server.raw(get(*preflight, path="/v1/recommendations", method="OPTIONS"))
            self.assertEqual(status_of(reply), 204)
            self.assertIn(b"Access-Control-Allow-Methods: POST\r\n", reply)
            self.assertIn(b"Access-Control-Allow-Headers: Authorization, Content-Type, X-Request-Id\r\n", reply)
            self.assertIn(b"Access-Control-Allow-Origin: https://shop.example\r\n", reply)
            self.assertEqual(self.status(get(*preflight, path="/nothing", method="OPTIONS"), server), 404)
            self.assertEqual(self.status(get("Host: localhost", path="/v1/recommendations", method="OPTIONS"), server), 405)

    def test_nosniff(self):
        """Every reply has X-Content-Type-Options: nosniff."""
        replies = {200: get("Host: localhost"), 404: get("Host: localhost", path="/nothing"),
                   405: get("Host: localhost", method="DELETE"), 421: get("Host: evil.example"),
                   403: get("Host: localhost", "Origin: null"), 400: b"nonsense\r\n\r\n",
                   415: get("Host: localhost", path="/v1/events", method="POST", body=b"{}"),
                   413: http_request("POST", "/v1/events", ["Content-Length: 99999999999"])}
        for status, data in replies.items():
            reply = self.server.raw(data)
            self.assertEqual(status_of(reply), status, reply)
            self.assertIn(b"X-Content-Type-Options: nosniff\r\n", reply)

    def test_invalid_options(self):
        """--allow-host with a port or a path, and an --allow-origin that no browser sends, are wrong usage."""
        for flags in (["--allow-host", "shop.example:80"], ["--allow-host", "http://shop.example"], ["--allow-host", ""],
                      ["--allow-origin", "shop.example"], ["--allow-origin", "https://shop.example/"],
                      ["--allow-origin", "*"]):
            ran = harness.moshaver("serve", "--shop", "shop", "--listen", "127.0.0.1:0", *flags, check=False)
            self.assertEqual(ran.returncode, 2, flags)
            self.assertIn(flags[0] + " takes", ran.stderr)

    def test_readable_keys(self):
        """A key file that other users can read gets a warning with the command that fixes it."""
        keys = harness.PLACE / "keys"
        keys.write_text("admin " + "0" * 64 + " me\n")
        for mode, warned in ((0o644, True), (0o640, True), (0o600, False)):
            os.chmod(keys, mode)
            with Server("--keys", str(keys)) as server:
                server.stop()
                stderr = server.process.communicate()[1]
            self.assertEqual(f"chmod 600 {keys}" in stderr, warned, stderr)


if __name__ == "__main__":
    harness.main()
