"""Compares three books that nobody else compares: the bank's, the charger's, and the kiosk's journal.

Nothing of the product is used for it: prices are worked out here, and the journal is read as what it exports."""

import collections
import json
import re
import subprocess

MILLS_A_KWH = 590  # thousandths of a EUR: the price in the config of this test
AT_REST = ("captured", "released", "abandoned", "declined", "not_processed", "for_person")
UNDONE = ("released", "abandoned", "declined", "not_processed")


def cost_in_cents(watt_hours):
    """Half a cent and more goes up."""
    return (watt_hours * MILLS_A_KWH + 5_000) // 10_000


def hold_code(session):
    return f"K{session[:20]}-H1"


def cents(decimal):
    whole, _, part = decimal.partition(".")
    return int(whole) * 100 + int(part)


class Journal:
    """The journal of a kiosk that does not run."""

    def __init__(self, kerb, file):
        self.kerb = kerb
        self.file = file

    def says(self, *words):
        done = subprocess.run([self.kerb, "journal", *words, "--file", str(self.file)], text=True,
                              capture_output=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def entries(self):
        code, text = self.says("export")
        if code != 0:
            raise RuntimeError("exporting the journal: " + text)
        return [json.loads(line) for line in text.splitlines()]

    def open_operations(self):
        """What is not settled, without what waits for a person."""
        code, text = self.says("list", "--open", "--json")
        if code != 0:
            raise RuntimeError("listing what is open: " + text)
        return [line for line in map(json.loads, text.splitlines()) if not line.get("for_person")]


class Session:
    def __init__(self, key):
        self.key = key
        self.entries = []

    def state_at(self, moment):
        """What the journal had of it then; nothing when it was not yet there."""
        before = [entry["body"]["state"] for entry in self.entries if entry["at"] <= moment]
        return before[-1] if before else None

    bodies = property(lambda self: [entry["body"] for entry in self.entries])

    state = property(lambda self: self.bodies[-1]["state"])
    paid_by_card = property(lambda self: self.bodies[-1]["terms"]["paid_by"] == "bank_card")
    was_held = property(lambda self: any(body["state"] == "held" for body in self.bodies))
    raises = property(lambda self: max(body.get("raises", 0) for body in self.bodies))
    delivered = property(lambda self: self.bodies[-1].get("delivery", {}).get("energy_wh", 0))


def sessions_in(entries):
    sessions = {}
    for entry in entries:
        if entry["kind"].startswith("saga."):
            sessions.setdefault(entry["session"], Session(entry["session"])).entries.append(entry)
    return sessions


def commits_in(entries):
    return collections.Counter((entry["kind"], entry["session"][:8].upper()) for entry in entries)


def commits_acknowledged(log):
    """What the kiosk said it had written: it says so when the commit is on the disk, and never before."""
    said = re.finditer(r" info (saga\.[a-z_]+) ([0-9A-F]{4})-([0-9A-F]{4})$", log, re.MULTILINE)
    return collections.Counter((match[1], match[2] + match[3]) for match in said)


class Comparison:
    """`violations` says in words what does not agree."""

    def __init__(self, sessions, accounts, charges):
        self.violations = []
        self.sessions = sessions
        self.accounts = {}
        self.charges = {}
        for account in accounts:
            self.expect(account["code"] not in self.accounts, account["code"], "two holds under one key")
            self.accounts[account["code"]] = account
        for charge in charges:
            self.expect(charge["charge"] not in self.charges, charge["charge"], "two charges under one key")
            self.expect("meter_stop" in charge, charge["charge"], "its charge still runs")
            self.charges[charge["charge"]] = charge.get("meter_stop", charge["meter_start"]) - charge["meter_start"]
        self.compare()

    def expect(self, right, key, what):
        if not right:
            self.violations.append(f"{key}: {what}")

    def compare(self):
        known = {hold_code(key) for key in self.sessions}
        for code in self.accounts:
            self.expect(code in known, code, "the bank has a hold that no session of the journal asked for")
        for key, energy in self.charges.items():
            session = self.sessions.get(key)
            self.expect(session is not None, key, f"{energy} Wh were charged without a session in the journal")
            if session is not None:
                self.expect(session.was_held, key, "it was charged before the journal had a hold")
        for session in self.sessions.values():
            self.compare_session(session)

    def compare_session(self, session):
        energy = self.charges.get(session.key, 0)
        account = self.accounts.get(hold_code(session.key))
        if account is not None:
            terms = session.bodies[-1]["terms"]
            most = cents(terms["hold"]) + session.raises * cents(terms["raise_by"])
            self.expect(account["cents"] <= most, session.key, f"the bank holds {account['cents']}, and no more than "
                                                               f"{most} were ever intended")
        if session.state == "for_person":
            return self.expect(session.bodies[-1].get("why"), session.key, "a person is not told why")
        if session.state == "captured":
            return self.compare_captured(session, energy, account)
        self.expect(session.state in UNDONE, session.key, f"it rests in the state {session.state}")
        self.expect(cost_in_cents(energy) == 0, session.key, f"{energy} Wh were given away: {session.state}")
        if account is None:
            return self.expect(not session.was_held or not session.paid_by_card, session.key, "no bank knows its hold")
        self.expect(account["state"] == "reversed", session.key,
                    f"{session.state} in the journal, but the hold is {account['state']}")
        self.expect(not account["captures_asked"], session.key, "it was released, and a capture was asked for")

    def compare_captured(self, session, energy, account):
        amount = cents(session.bodies[-1]["amount"])
        self.expect(session.delivered == energy, session.key,
                    f"the charger delivered {energy} Wh, the journal says {session.delivered}")
        if not session.paid_by_card:
            self.expect(account is None, session.key, "a charging card has a hold at the bank")
            return self.expect(amount == cost_in_cents(energy), session.key, f"{energy} Wh do not cost {amount}")
        if account is None:
            return self.expect(False, session.key, "captured in the journal, but the bank has no hold")
        self.expect(account["state"] == "captured", session.key,
                    f"captured in the journal, but the hold is {account['state']}")
        self.expect(account["captured"] == amount, session.key,
                    f"the journal says {amount}, the bank took {account['captured']}")
        # The kiosk may not know yet of a raise that the bank has granted; the other way round never.
        held = cents(session.bodies[-1]["held"]["amount"])
        self.expect(amount == min(cost_in_cents(energy), held), session.key,
                    f"{energy} Wh under a hold of {held} do not cost {amount}")
        self.expect(held <= account["cents"], session.key, f"the journal counts on {held}, the bank holds "
                                                           f"{account['cents']}")
        self.expect(len(account["captures_asked"]) == 1, session.key,
                    f"captures were asked for as {account['captures_asked']}")
