"""Names every branch of llvm-cov's export that was never taken: the condition and which way it never went.

A condition in a template or a lambda is listed once for each instance; it counts as taken when any of them took it.
What argued.txt gives a reason for may stay untaken. Fails on every other one, and on a reason that has become wrong.
Below a folder of FLOORS so many percent are enough; what is missing there is named all the same.
"""
import collections
import json
import pathlib
import sys

FLOORS = {"hal/zvt/": 95.0, "payment/emv/": 95.0}


def argued() -> set[str]:
    lines = (pathlib.Path(__file__).parent / "argued.txt").read_text().splitlines()
    return {line.split(" -- ")[0] for line in lines if line and not line.startswith("#")}


def floor_of(path: str) -> str | None:
    return next((folder for folder in FLOORS if path.startswith(folder)), None)


def below_floor(tallies: dict[str, list[int]]) -> bool:
    below = False
    for folder, (total, taken) in sorted(tallies.items()):
        percent = 100 * taken / max(total, 1)
        print(f"{folder}: branches taken: {taken} of {total}, {percent:.2f} %; at least {FLOORS[folder]:.0f} % are wanted")
        below = below or percent < FLOORS[folder]
    return below


def main() -> int:
    excused, used = argued(), set()
    untaken = 0
    tallies = {folder: [0, 0] for folder in FLOORS}
    export = json.loads(pathlib.Path(sys.argv[1]).read_text())
    top = pathlib.Path.cwd()
    total = taken = 0
    for file in sorted(export["data"][0]["files"], key=lambda one: one["filename"]):
        counts = collections.defaultdict(lambda: [0, 0])
        for line, column, end_line, end_column, true, false, *_ in file["branches"]:
            both = counts[(line, column, end_line, end_column)]
            both[0] += true
            both[1] += false
        path = pathlib.Path(file["filename"]).resolve()
        source = path.read_text().splitlines()
        folder = floor_of(str(path.relative_to(top)))
        missing = []
        for (line, column, end_line, end_column), both in sorted(counts.items()):
            for count, way in zip(both, ("true", "false")):
                if folder:
                    tallies[folder][0] += 1
                    tallies[folder][1] += count > 0
                else:
                    total += 1
                    taken += count > 0
                if count > 0:
                    continue
                end = end_column - 1 if end_line == line else None
                text = f"{source[line - 1][column - 1:end]} never {way}"
                reason = f"{path.relative_to(top)}: {text}"
                if reason in excused:
                    used.add(reason)
                else:
                    missing.append(f"  {line}:{column} {text}")
        if missing:
            print(f"{path.relative_to(top)}: {len(missing)} of {2 * len(counts)} branches never taken")
            print("\n".join(missing))
        untaken += 0 if folder else len(missing)
    for wrong in sorted(excused - used):
        print(f"argued.txt: {wrong}: it is taken, or no longer there")
    print(f"branches taken: {taken} of {total}, {100 * taken / max(total, 1):.2f} %; argued: {total - taken - untaken}")
    return 1 if below_floor(tallies) or untaken or not total or excused != used else 0


if __name__ == "__main__":
    sys.exit(main())
