"""classify.py — reads measurements of flowers, normalises them, lets a small neural network tell their species, and prints
how well it does: `classify.py iris.csv iris_network.csv [--plot flowers.png]`.

A measurement of all flowers is one array; each neuron of the network works on whole arrays.
"""
import argparse
import csv

import numpy as np

import hologram as h


def read_flowers(path):
    """Measurements, an array each, and the species of each flower."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = [np.array([row[i] for row in rows], np.float32) for i in range(len(header) - 1)]
    return columns, [row[-1] for row in rows]


def standardise(x):
    """Mean 0, standard deviation 1."""
    centred = h.sub(x, h.mean(x))
    return h.div(centred, h.variance(x)**0.5, out=centred)


def layer(neurons, inputs):
    """Of each neuron the weighted sum of its inputs, and its bias: a row of the result."""
    sums = np.empty((len(neurons), len(inputs[0])), np.float32)
    for (*weights, bias), row in zip(neurons, sums):
        row[:] = bias
        for weight, x in zip(weights, inputs):
            h.add(row, h.mul(x, weight), out=row)
    return sums


def plot(path, columns, guesses, probabilities, species):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(6, 4.5), layout="constrained")
    for i, name in enumerate(species):
        chosen = guesses == i
        axes.scatter(columns[2][chosen], columns[3][chosen], s=10 + 60 * (1 - probabilities[chosen]), label=name, alpha=0.8)
    axes.set(xlabel="petal length, cm", ylabel="petal width, cm", title="Species by the network; the larger, the less certain")
    axes.legend()
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flowers")
    parser.add_argument("network")
    parser.add_argument("--plot", help="draw the flowers there")
    arguments = parser.parse_args()

    columns, names = read_flowers(arguments.flowers)
    with open(arguments.network, encoding="utf-8", newline="") as file:
        neurons = [[float(number) for number in row] for row in csv.reader(file)]
    species = sorted(set(names))
    hidden, outputs = neurons[:-len(species)], neurons[-len(species):]

    activations = h.gelu(layer(hidden, [standardise(x) for x in columns]))
    scores = layer(outputs, activations)
    guesses = h.argmax(scores, axis=0)
    probabilities = h.exp(h.sub(h.amax(scores, axis=0), h.logsumexp(scores, axis=0)))

    print(f"{len(names)} flowers, {len(columns)} measurements")
    for i, name in enumerate(species):
        mine = np.array([other == name for other in names])
        print(f"{name}: {np.sum(guesses[mine] == i)} of {np.sum(mine)} right, mean probability {np.mean(probabilities[mine]):.3f}")
    least = h.argmin(probabilities)
    print(f"Least certain: flower {least + 1}, {species[guesses[least]]} with {probabilities[least]:.3f}")
    if arguments.plot:
        plot(arguments.plot, columns, guesses, probabilities, species)


if __name__ == "__main__":
    main()
