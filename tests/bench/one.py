"""One record against a row of a batch, and JSON to JSON against parsing that JSON by cJSON alone."""
import pathlib
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PEERS = (("record-batch", 0, "a row of a batch of 4,096", ""), ("record-json", 2, "parsing by cJSON alone", ", JSON to JSON"))


def one_lines(build, runs):
    command = [str(build / "record"), str(HERE / "assess.json"), "20"]
    sides = [[float(word) for word in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()] for _ in range(runs)]
    middle = [statistics.median(column) for column in zip(*sides)]
    lines = []
    for name, ours, peer, what in PEERS:
        ratio = statistics.median(side[ours] / side[ours + 1] for side in sides)
        print(f"ratio {name} 1 {ratio:.2f}")
        lines.append(f"| one record{what} | {peer} | 1 | {ratio:.2f} times slower | | | | {middle[ours] / 1000:.2f} µs | {middle[ours + 1] / 1000:.2f} µs |")
    return lines
