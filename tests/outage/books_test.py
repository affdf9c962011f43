"""The comparison finds what it is there to find: honest books first, then one lie at a time."""

import copy
import sys

from books import Comparison, commits_acknowledged, commits_in, cost_in_cents, hold_code, sessions_in

PAID, FREE, PERSON, OWN = (digit * 32 for digit in "1234")
TERMS = {"paid_by": "bank_card", "hold": "2.00", "raise_by": "1.00"}


def entry(session, state, terms=None, **more):
    return {"session": session, "at": "2026-11-22T12:00:00.000Z", "kind": "saga." + state,
            "body": {"state": state, "terms": terms or TERMS, **more}}


def captured(session, amount, energy, held, terms=None):
    return entry(session, "captured", terms, amount=amount, delivery={"energy_wh": energy}, held={"amount": held})


class Books:
    """A driver who paid 1.77 of a hold that was raised, one who left, one for a person, one with a charging card."""

    def __init__(self):
        card = {**TERMS, "paid_by": "charging_card", "hold": "0.00"}
        self.entries = [entry(PAID, "holding"), entry(PAID, "held"), entry(PAID, "delivering", raises=1),
                        captured(PAID, "1.77", 3_000, "3.00"), entry(FREE, "held"), entry(FREE, "released"),
                        entry(PERSON, "held"), entry(PERSON, "for_person", why="the capture was refused"),
                        entry(OWN, "held"), captured(OWN, "0.59", 1_000, "0.00", card)]
        self.accounts = [self.account(PAID, "captured", 300, 177, [["K1-C1", 177]]),
                         self.account(FREE, "reversed", 200, 0, []), self.account(PERSON, "open", 200, 0, [])]
        self.charges = [self.charge(PAID, 3_000), self.charge(FREE, 0), self.charge(OWN, 1_000)]

    @staticmethod
    def account(session, state, cents, taken, asked):
        return {"code": hold_code(session), "state": state, "cents": cents, "captured": taken, "captures_asked": asked}

    @staticmethod
    def charge(session, energy):
        return {"evse": 1, "charge": session, "meter_start": 1_000, "meter_stop": 1_000 + energy}

    def violations(self):
        return Comparison(sessions_in(self.entries), self.accounts, self.charges).violations


def body(books, at):
    return books.entries[at]["body"]


# What is done to honest books, and what must then be said.
LIES = [
    (lambda b: b.accounts[1].update(state="open"), "but the hold is open"),
    (lambda b: b.accounts[0].update(state="open"), "but the hold is open"),
    (lambda b: b.accounts[0].update(captured=178), "the bank took 178"),
    (lambda b: body(b, 3).update(amount="1.78"), "do not cost 178"),
    (lambda b: body(b, 3).update(held={"amount": "1.00"}), "do not cost 177"),
    (lambda b: body(b, 3).update(held={"amount": "4.00"}), "the journal counts on 400"),
    (lambda b: body(b, 2).update(raises=0), "no more than 200 were ever intended"),
    (lambda b: b.accounts[0]["captures_asked"].append(["K1-C2", 177]), "captures were asked for"),
    (lambda b: b.accounts[1]["captures_asked"].append(["K2-C1", 1]), "it was released, and a capture was asked"),
    (lambda b: b.accounts.append(b.account(FREE, "reversed", 200, 0, [])), "two holds under one key"),
    (lambda b: b.accounts.append(b.account("9" * 32, "reversed", 200, 0, [])), "no session of the journal"),
    (lambda b: b.accounts.pop(0), "the bank has no hold"),
    (lambda b: b.accounts.pop(1), "no bank knows its hold"),
    (lambda b: b.charges[0].update(meter_stop=4_001), "the charger delivered 3001 Wh"),
    (lambda b: b.charges[0].pop("meter_stop"), "its charge still runs"),
    (lambda b: b.charges[1].update(meter_stop=1_009), "9 Wh were given away"),
    (lambda b: b.charges.append(b.charge("9" * 32, 5)), "without a session in the journal"),
    (lambda b: b.charges.append(b.charge(FREE, 0)), "two charges under one key"),
    (lambda b: body(b, 1).update(state="holding"), "before the journal had a hold"),
    (lambda b: b.entries.append(entry(FREE, "releasing")), "it rests in the state releasing"),
    (lambda b: body(b, 7).update(why=""), "a person is not told why"),
    (lambda b: body(b, 9).update(amount="0.60"), "do not cost 60"),
    (lambda b: b.accounts.append(b.account(OWN, "reversed", 0, 0, [])), "a charging card has a hold"),
]


def main():
    problems = []
    if [cost_in_cents(energy) for energy in (0, 8, 9, 25, 26, 1_000)] != [0, 0, 1, 1, 2, 59]:
        problems.append("a price is not worked out as it should be")
    honest = Books()
    if honest.violations():
        problems.append(f"honest books are doubted: {honest.violations()}")
    log = ("12:00:00Z info saga.held 1111-1111\n12:00:00Z info saga.cap12:00:01Z info kerb runs\n"
           "12:00:02Z info saga.lost 1111-1111\n12:00:03Z info ignored: saga.held 1111-1111 again\n")
    lost = commits_acknowledged(log) - commits_in(honest.entries)
    if list(lost.items()) != [(("saga.lost", "11111111"), 1)]:
        problems.append(f"of what the log says was written, {lost} is lost")
    for number, (lie, words) in enumerate(LIES):
        books = copy.deepcopy(honest)
        lie(books)
        if not any(words in violation for violation in books.violations()):
            problems.append(f"lie {number} is believed; \"{words}\" is not among {books.violations()}")
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"books: {len(problems)} problem(s)")
    print(f"books: {len(LIES)} lies are found")


main()
