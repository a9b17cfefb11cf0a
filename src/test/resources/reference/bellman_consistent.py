"""Bellman-consistent recovery with cross-validation from the small dataset, in plain NumPy.

Independent of the Java code: dynamics, counts, policies, the affine map (by numpy.linalg.inv),
weighted centring, Huber's iteration, leave-one-pair-out errors and the jackknife over stages are
written from the method's formulas. Writes bellman_consistent_cross_validated.csv.
"""
import numpy as np

ALPHA, GAMMA, AGENT = 3.0, 0.9, 1
DATA = np.load("dataset_heterogeneous_50x100.npy")


def move(cell, action):
    row, column = divmod(cell, 3)
    row = min(max(row + (1, -1, 0, 0, 0)[action], 0), 2)
    column = min(max(column + (0, 0, -1, 1, 0)[action], 0), 2)
    return 0 if cell == 8 else 3 * row + column


def next_state(s, a0, a1):
    return 9 * move(s // 9, a0) + move(s % 9, a1)


counts = np.zeros((10, 2, 81, 5))
for h in range(10):
    for s, a in DATA[h].reshape(-1, 2):
        counts[h, 0, s, a // 5] += 1
        counts[h, 1, s, a % 5] += 1
policy = (counts + 0.5) / (counts.sum(-1, keepdims=True) + 2.5)

design, response, weight, pair = [], [], [], []
for h in range(9):
    step = np.zeros((81, 5, 81))
    for s in range(81):
        for own in range(5):
            for other in range(5):
                to = next_state(s, own, other) if AGENT == 0 else next_state(s, other, own)
                step[s, own, to] += policy[h, 1 - AGENT, s, other]
    pi = policy[h, AGENT]
    inverse = np.linalg.inv(np.eye(81) - GAMMA * np.einsum("sa,sat->st", pi, step))
    entropy = -(pi * np.log(pi)).sum(1)
    for s in range(81):
        w = np.minimum(1, np.minimum(counts[h, AGENT, s], counts[h + 1, AGENT, s]) / 200)
        if w.sum() == 0:
            continue
        x = GAMMA * step[s] @ inverse + np.eye(81)[s]
        y = ALPHA * np.log(policy[h + 1, AGENT, s]) - GAMMA * step[s] @ inverse @ (ALPHA * entropy)
        design.extend(x - w @ x / w.sum())
        response.extend(y - w @ y / w.sum())
        weight.extend(w)
        pair.extend([h] * 5)
X, y, w, pair = map(np.array, (design, response, weight, pair))


def solve(use, v, ridge):
    u = w[use] * v[use]
    S = (X[use].T * u) @ X[use]
    t = np.trace(S) / 81
    R = np.linalg.solve(
        S + ridge * t * (np.eye(81) - 1 / 81) + 1e-12 * t, X[use].T @ (u * y[use])
    )
    return R - R.mean()


ones = np.ones(len(y))
ridges = 10 ** (-3 + np.arange(13) / 4)
errors = []
for ridge in ridges:
    total = 0
    for h in range(9):
        e = y - X @ solve(abs(pair - h) > 1, ones, ridge)
        total += (w * e * e)[pair == h].sum()
    errors.append(np.sqrt(total / w.sum()))
ridge = ridges[np.argmin(errors)]

v, everything = ones, np.ones(len(y), bool)
for _ in range(500):
    R = solve(everything, v, ridge)
    e = y - X @ R
    sigma = 1.4826 * np.median(abs(e[w > 0]))
    v = np.minimum(1, 1.345 * sigma / np.maximum(abs(e), 1e-300))

left = np.array([solve((pair != k - 1) & (pair != k), v, ridge) for k in range(10)])
jackknife = np.sqrt(0.9 * ((left - left.mean(0)) ** 2).sum(0))

with open("bellman_consistent_cross_validated.csv", "w") as out:
    print("quantity,index,value", file=out)
    print(f"ridge,0,{float(ridge)!r}", file=out)
    print(f"scale,0,{float(sigma)!r}", file=out)
    for name, values in (
        ("held_out_error", errors), ("reward", R), ("standard_error", jackknife)
    ):
        for k, value in enumerate(values):
            print(f"{name},{k},{float(value)!r}", file=out)
