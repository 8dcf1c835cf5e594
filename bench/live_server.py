"""Starts `moshaver serve` and connects to it, for the benchmarks of the live shop."""
import contextlib
import os
import pathlib
import re
import socket
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")


class Connection:
    """One keep-alive connection that waits for each answer before the next request."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method, path, body=b""):
        self.socket.sendall(b"%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            % (method, path, len(body), body))
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.socket.recv(1 << 16)
        assert data.startswith(b"HTTP/1.1 200"), data[:500]
        length = int(re.search(rb"Content-Length: (\d+)", data)[1])
        while len(data) < end + 4 + length:
            data += self.socket.recv(1 << 16)
        return data[end + 4:]

    def get(self, path):
        return self.ask(b"GET", path)

    def post(self, path, body):
        return self.ask(b"POST", path, body)


class LiveServer:
    """A server over the shop itself, not a copy, on a free port. The constructor waits until it listens."""

    def __init__(self, binary, shop, *options, threads=1):
        self.process = subprocess.Popen([binary, "serve", "--shop", shop, "--listen", "127.0.0.1:0", "--threads",
                                         str(threads), "--quiet", *options], stdout=subprocess.PIPE, text=True)
        self.first_line = self.process.stdout.readline().strip()
        self.port = int(self.first_line.split(",")[0].rsplit(":", 1)[1])

    def cpu_seconds(self):
        """User and system CPU seconds so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) / TICKS, int(fields[12]) / TICKS

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def serving(binary, shop, *options, threads=1):
    server = LiveServer(binary, shop, *options, threads=threads)
    try:
        yield server
    finally:
        server.stop()
