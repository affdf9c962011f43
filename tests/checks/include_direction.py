"""No include points up a storey: kiosk may know payment and hal, payment may know hal, hal knows neither; and
the product never includes its tests."""

import sources


def main():
    root = sources.arguments(__doc__).root
    problems = []
    looked_at = sources.files(root, sources.STOREYS, (".cpp", ".hpp"))
    for path in looked_at:
        name = path.relative_to(root)
        storey = sources.STOREYS.index(name.parts[0])
        forbidden = sources.STOREYS[storey + 1:] + ("tests",)
        for line, included in sources.includes(sources.text_of(path) or ""):
            if ".." in included.split("/"):
                problems.append(f'{name}:{line}: "{included}": write the path from the root of the project')
            elif included.split("/")[0] in forbidden:
                problems.append(f'{name}:{line}: "{included}" is above {name.parts[0]}/: turn the dependency '
                                "round, or move what both need down")
    sources.close(problems, len(looked_at), "include direction")


main()
