"""Writes the arrays of this folder: python3 make.py (NumPy 1.24).

A 5-7-3 network y = tanh(x W0 + b0) W1 + b1 in float64, its mean over the batch of half the squared error, the
gradient by hand, and Adam (learning rate 0.01, 0.9, 0.999, 1e-8) as Kingma and Ba 2015 print it. Vectors of all
parameters are W0 row by row, b0, W1, b1.
"""
import numpy as np

rng = np.random.default_rng(20260)
W0, b0 = rng.normal(size=(5, 7)), rng.normal(size=7)
W1, b1 = rng.normal(size=(7, 3)), rng.normal(size=3)
x, y = rng.normal(size=(11, 5)), rng.normal(size=(11, 3))
for name, array in [("layer_0_weights", W0), ("layer_0_biases", b0), ("layer_1_weights", W1), ("layer_1_biases", b1),
                    ("inputs", x), ("targets", y)]:
    np.save(name + ".npy", array)


def step(parameters):
    W0, b0, W1, b1 = parameters
    h = np.tanh(x @ W0 + b0)
    out = h @ W1 + b1
    d = (out - y) / len(x)
    loss = 0.5 * ((out - y) ** 2).sum(axis=1).mean()
    s = (d @ W1.T) * (1 - h ** 2)
    return out, loss, [x.T @ s, s.sum(axis=0), h.T @ d, d.sum(axis=0)]


def flat(parts):
    return np.concatenate([part.ravel() for part in parts])


shapes = [W0.shape, b0.shape, W1.shape, b1.shape]


def parts(vector):
    cuts = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [piece.reshape(shape) for piece, shape in zip(np.split(vector, cuts), shapes)]


theta = flat([W0, b0, W1, b1])
m, v = np.zeros_like(theta), np.zeros_like(theta)
losses, after = [], []
for t in range(1, 21):
    out, loss, gradient = step(parts(theta))
    g = flat(gradient)
    if t == 1:
        np.save("outputs.npy", out)
        np.save("gradient.npy", g)
    losses.append(loss)
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g ** 2
    theta = theta - 0.01 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
    after.append(theta)
np.save("losses.npy", np.array(losses))
np.save("parameters_after_steps.npy", np.array(after))
