"""A reservation at `kerb terminal --turnover FILE`, the program killed, and started again: the reservation is still open,
and the next receipt is another one. A file that holds something else is refused, and left as it was."""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile

ACKNOWLEDGED = bytes.fromhex("800000")


class Terminal:
    def __init__(self, kerb, file):
        self.program = subprocess.Popen(
            [kerb, "terminal", "--port", "0", "--turnover", str(file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = self.program.stdout.readline()
        self.port = json.loads(ready)["port"] if ready else None

    def order(self, line):
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def kill(self):
        self.program.kill()
        self.program.wait()


def heard(till, count):
    octets = b""
    while len(octets) < count:
        more = till.recv(count - len(octets))
        if not more:
            raise SystemExit("the terminal hung up")
        octets += more
    return octets


def message(till):
    head = heard(till, 3)
    size = head[2]
    if size == 0xFF:
        size = int.from_bytes(heard(till, 2), "little")
    return head[:2].hex(), heard(till, size)


def dialogue(till, command):
    """Until the terminal has given mastery back; what ended it."""
    till.sendall(bytes.fromhex(command))
    while True:
        kind, body = message(till)
        if kind not in ("8000", "8400"):
            till.sendall(ACKNOWLEDGED)
        if kind in ("060f", "061e") or kind.startswith("84"):
            return kind, body.hex()


def main(kerb):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "turnover"
        terminal = Terminal(kerb, file)
        terminal.order("tap visa")
        with socket.create_connection(("127.0.0.1", terminal.port), 10) as till:
            till.settimeout(10)
            assert dialogue(till, "06000600000016" + "0978")[0] == "060f"
            assert dialogue(till, "06220919400400000000" + "2500")[0] == "060f"
        terminal.kill()

        terminal = Terminal(kerb, file)
        payments = terminal.order("turnover")["payments"]
        assert len(payments) == 1, payments
        terminal.order("tap visa")
        with socket.create_connection(("127.0.0.1", terminal.port), 10) as till:
            till.settimeout(10)
            assert dialogue(till, "06000600000016" + "0978")[0] == "060f"
            assert dialogue(till, "06230387FFFF") == ("061e", "b8870001"), "it is still open"
            assert dialogue(till, "06220919400400000000" + "2500")[0] == "060f"
        receipts = [payment["receipt"] for payment in terminal.order("turnover")["payments"]]
        assert len(set(receipts)) == 2, receipts
        terminal.kill()

        file.write_text("something else")
        terminal = Terminal(kerb, file)
        assert terminal.port is None and terminal.program.wait(10) != 0
        assert file.read_text() == "something else"


if __name__ == "__main__":
    main(sys.argv[1])
