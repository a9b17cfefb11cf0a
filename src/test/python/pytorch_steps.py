"""Trains a network with PyTorch on one thread, in float64, for as many steps as it is asked for.

Usage: python3 pytorch_steps.py FOLDER LEARNING_RATE

FOLDER has what malfl writes of a network with tanh, layer_K_weights.npy [in, out] and layer_K_biases.npy [out], and
inputs.npy and targets.npy. Each line read is a number of steps (forward, half the squared error as a mean over the
batch, backward, Adam); the answer is a line: nanoseconds of processor time per step, the loss before the last one.
"""

import pathlib
import sys
import time

import numpy as np
import torch


def main(folder, learning_rate):
    torch.set_num_threads(1)
    layers = []
    while (folder / f"layer_{len(layers) // 2}_weights.npy").exists():
        weights = np.load(folder / f"layer_{len(layers) // 2}_weights.npy")
        linear = torch.nn.Linear(*weights.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T.copy()))
            linear.bias.copy_(torch.from_numpy(np.load(folder / f"layer_{len(layers) // 2}_biases.npy")))
        layers += [linear, torch.nn.Tanh()]
    network = torch.nn.Sequential(*layers[:-1])
    inputs = torch.from_numpy(np.load(folder / "inputs.npy"))
    targets = torch.from_numpy(np.load(folder / "targets.npy"))
    adam = torch.optim.Adam(network.parameters(), lr=learning_rate)
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        steps = int(line)
        start = time.process_time_ns()
        for _ in range(steps):
            adam.zero_grad()
            loss = 0.5 * ((network(inputs) - targets) ** 2).sum(dim=1).mean()
            loss.backward()
            adam.step()
        print((time.process_time_ns() - start) / steps, loss.item(), flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), float(sys.argv[2]))
