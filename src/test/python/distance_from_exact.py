"""Mean absolute difference between a run's policies and those of exact soft policy iteration.

    python3 src/test/python/distance_from_exact.py RUN

RUN is a folder of the main job at default size (3x3, alpha 3, gamma 0.9). The exact policies are
those of src/test/resources/reference. Prints, per family, the mean over agents, joint states and
actions for pi_0 ... pi_10, then the mean and the largest of pi_1 ... pi_10.
"""

import csv
import pathlib
import sys

import numpy as np

REFERENCE = pathlib.Path(__file__).parent.parent / "resources" / "reference"


def exact_policies(family):
    policies = np.zeros((11, 2, 81, 5))
    with open(REFERENCE / f"exact_policies_{family}.csv", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            policies[int(row[0]), int(row[1]), int(row[2])] = [float(x) for x in row[3:8]]
    return policies


def main():
    run = pathlib.Path(sys.argv[1])
    for family in ["homogeneous", "heterogeneous"]:
        exact = exact_policies(family)
        folders = [f"stage_{h:02d}" for h in range(10)] + ["final_policy"]
        distances = [
            np.abs(np.load(run / family / "ma_spi" / folder / "policy.npy") - exact[h]).mean()
            for h, folder in enumerate(folders)
        ]
        print(family, " ".join(f"{d:.4f}" for d in distances))
        print(f"  pi_1 to pi_10: mean {np.mean(distances[1:]):.4f}, largest {max(distances):.4f}")


main()
