"""No private key and no card number lies in the product's tree. The virtual cards, which must have numbers (of
ranges that no bank issues), live in hal/simulated; tests may have keys and numbers of their own making."""

import re

import sources

PRIVATE_KEY = re.compile("-----BEGIN [A-Z ]*PRI" + "VATE KEY-----")
# 15 to 19 digits, alone or in groups of four as on a card, that begin as Visa, Mastercard, Amex or Discover do.
NUMBER = re.compile(r"(?<![0-9A-Za-z.])[3-6](?:[0-9][ -]?){13,17}[0-9](?![0-9A-Za-z])")
CARDS_ALLOWED_IN = ("hal/simulated/", "tests/")
KEYS_ALLOWED_IN = ("tests/",)


def check_digit_right(digits):
    """ISO/IEC 7812-1 annex B (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def problems_in(name, text):
    place = name.as_posix()
    if not place.startswith(KEYS_ALLOWED_IN):
        for match in PRIVATE_KEY.finditer(text):
            yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: a private key: make it when it is needed"
    if not place.startswith(CARDS_ALLOWED_IN):
        for match in NUMBER.finditer(text):
            digits = re.sub("[ -]", "", match.group())
            if check_digit_right(digits) and len(set(digits)) > 2:
                yield (f"{name}:{text.count(chr(10), 0, match.start()) + 1}: a number of {len(digits)} digits "
                       "that could be a card's")


def main():
    root = sources.arguments(__doc__).root
    problems = []
    looked_at = sources.files(root)
    for path in looked_at:
        text = sources.text_of(path)
        if text is not None:
            problems += problems_in(path.relative_to(root), text)
    sources.close(problems, len(looked_at), "secrets")


main()
