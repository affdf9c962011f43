"""The world at the charger's socket: what drivers and misfortune do there, and what can be seen."""

import json
import socket


class World:
    """One question, one answer; see hal/simulated/world/world_orders.hpp."""

    def __init__(self, path):
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.connection.settimeout(10)
        self.connection.connect(str(path))
        self.lines = self.connection.makefile("r")
        self.asked = 0

    def ask(self, what, **members):
        self.asked += 1
        question = {"id": self.asked, "do": what, **members}
        self.connection.sendall(json.dumps(question).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        if answer.get("id") != self.asked or "error" in answer:
            raise RuntimeError(f"the charger's world answered {question} with {answer}")
        return answer

    def charges(self):
        """Every charge that ever began, as the charger has it in its books."""
        charges = []
        while page := self.ask("charges", **{"from": len(charges)})["charges"]:
            charges += page
        return charges

    def close(self):
        self.lines.close()
        self.connection.close()
