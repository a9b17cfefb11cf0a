"""Checks a finished run with NumPy: every .npy loads, and the scores follow from the arrays.

Usage: python3 check_with_numpy.py RUN_FOLDER
"""

import json
import pathlib
import sys

import numpy as np


def main(root):
    arrays = sorted(path for path in root.rglob("*.npy") if "superseded" not in path.parts)
    if not arrays:
        sys.exit(f"no .npy file below {root}")
    for path in arrays:
        array = np.load(path, allow_pickle=False)
        assert array.flags.c_contiguous, path
        if path.name == "policy.npy":
            assert np.allclose(array.sum(axis=-1), 1, rtol=0, atol=1e-12), path
        if path.name == "dataset.npy":
            counts = np.load(path.with_name("counts.npy"))
            pairs, seen = np.unique(array.reshape(-1, 2), axis=0, return_counts=True)
            recount = np.zeros_like(counts)
            recount[pairs[:, 0], pairs[:, 1]] = seen
            assert (recount == counts).all(), path
    print(f"{len(arrays)} arrays loaded with NumPy {np.__version__}")

    checked = 0
    summary = json.loads((root / "summary.json").read_text())
    for family, results in summary["families"].items():
        for estimator, readouts in results["estimators"].items():
            folder = root / family / "evaluation" / estimator
            truth = np.load(folder / "true_reward.npy")
            for readout, scores in readouts.items():
                recovered = np.load(folder / f"reward_{readout}.npy")
                mask = np.ones(truth.shape, bool)
                if (folder / "mask.npy").exists():
                    mask = np.load(folder / "mask.npy").astype(bool)
                for entry in scores["agents"]:
                    agent = entry["agent"]
                    scored = mask[agent]
                    pearson = np.corrcoef(recovered[agent][scored], truth[agent][scored])[0, 1]
                    assert abs(pearson - entry["pearson"]) < 1e-12, (family, readout, agent)
                    checked += 1
            pairs = summary["settings"]["maspi"]["iterations"] - 1
            # A joint reward is scored by its mean over actions, a reward of states as it is.
            main_readout = "bare" if "bare" in readouts else "state"
            for agent in range(len(truth)):
                stage = root / family / "ma_lfl/recovery" / estimator / f"pairs_{pairs:02d}"
                reward = np.load(stage / f"agent_{agent}" / "reward.npy")
                scored = np.load(folder / f"reward_{main_readout}.npy")[agent]
                mean = reward.reshape(len(reward), -1).mean(axis=1)
                assert np.abs(mean - scored).max() < 1e-12
    print(f"{checked} Pearson correlations of summary.json recomputed to 1e-12")


main(pathlib.Path(sys.argv[1]))
