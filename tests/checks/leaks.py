"""leaks.py NUMBERS PATH...: none of the card numbers in the file NUMBERS (a list, or the source of the virtual cards;
"-" reads the standard input) stands in any file under the paths, in any of the ways in which one leaks: as digits, in groups, as hex
of its characters, packed two digits an octet (as cards send it) or hex of that, and in UTF-16. The log, the
journal with its write-ahead file, receipts, and the texts of pictures are searched as raw octets."""

import pathlib
import re
import sys
import zlib


NUMBER = re.compile("(?<![0-9A-Za-z])[0-9]{12,19}(?![0-9A-Za-z])")


def forms(number):
    """The octets that would give the number away, each with its name."""
    digits = number.encode()
    packed = bytes.fromhex(number + ("F" if len(number) % 2 else ""))
    grouped = " ".join(number[at:at + 4] for at in range(0, len(number), 4))
    return {
        "digits": digits,
        "groups": grouped.encode(),
        "groups with hyphens": grouped.replace(" ", "-").encode(),
        "hex of characters": digits.hex().encode(),
        "packed": packed,
        "packed in hex with blanks": packed.hex(" ").encode(),
        "UTF-16": number.encode("utf-16-le"),
        "big-endian UTF-16": number.encode("utf-16-be"),
    }


def contents(path):
    """The octets of a file; for a PNG its compressed texts, too."""
    octets = path.read_bytes().strip(b"\0")  # the journal's reserve is nothing but room
    yield octets
    for match in re.finditer(rb"zTXt|iTXt", octets):
        start = match.end()
        length = int.from_bytes(octets[match.start() - 4:match.start()], "big")
        for at in range(start, min(start + 200, start + length)):
            try:
                yield zlib.decompress(octets[at:start + length])
                break
            except zlib.error:
                continue


def files_under(paths):
    for path in map(pathlib.Path, paths):
        yield from (sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path])


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    listed = sys.stdin.read() if sys.argv[1] == "-" else pathlib.Path(sys.argv[1]).read_text()
    numbers = sorted(set(NUMBER.findall(listed)))
    if not numbers:
        sys.exit("leaks: NUMBERS holds no card number")
    found, looked_at = 0, 0
    for path in files_under(sys.argv[2:]):
        looked_at += 1
        for octets in contents(path):
            lowered = octets.lower()
            for order, number in enumerate(numbers, 1):
                for form, wanted in forms(number).items():
                    at = lowered.find(wanted.lower())
                    if at >= 0:
                        # Which number it is, not the number: this output is kept, too.
                        print(f"{path}: card number {order} of the list, as {form}, at octet {at}")
                        found += 1
    if found or not looked_at:
        sys.exit(f"leaks: {found} found in {looked_at} files" if looked_at else "leaks: no file to look at")
    print(f"leaks: none of {len(numbers)} card numbers in {looked_at} files")


main()
