"""scale_out.py — the same work in one process or in many: `scale_out.py rows.npy out.npy [--workers 4] [--partition 4096]`.

Each row of the matrix is normalised (layer norm), goes through gelu, and becomes probabilities (softmax); the mean of all
results' entropies is printed. With --workers Dask hands partitions of rows to as many processes, each with an executor of
its own; they read and write the files through shared memory maps, so that only numbers travel. A partition's results do not
depend on who works on it: they are the same bits with any number of workers.
"""
import argparse
import pathlib

import numpy as np

import hologram as h


def work(source, target, start, stop):
    """One partition; gives the sum of its rows' entropies."""
    x = np.load(source, mmap_mode="r")[start:stop]
    out = np.load(target, mmap_mode="r+")[start:stop]
    cols = x.shape[1]
    h.layer_norm(x, np.ones(cols, x.dtype), np.zeros(cols, x.dtype), 1e-5, out=out)
    h.gelu(out, out=out)
    logs = h.log_softmax(out, axis=-1)
    h.softmax(out, out=out, axis=-1)
    return -h.dot(out, logs)


def run_all(partitions, workers):
    if workers == 0:
        return [work(*partition) for partition in partitions]
    from distributed import Client, LocalCluster
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        return client.gather(client.map(work, *zip(*partitions)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--workers", type=int, default=0, help="processes; 0: this one alone")
    parser.add_argument("--partition", type=int, default=4096, help="rows in a partition")
    arguments = parser.parse_args()

    x = np.load(arguments.rows, mmap_mode="r")
    np.lib.format.open_memmap(arguments.out, mode="w+", dtype=x.dtype, shape=x.shape).flush()
    edges = [*range(0, len(x), arguments.partition), len(x)]
    partitions = [(str(arguments.rows.resolve()), str(arguments.out.resolve()), *edge) for edge in zip(edges, edges[1:])]
    sums = run_all(partitions, arguments.workers)  # in the partitions' order, whoever was first
    print(f"{len(x)} rows in {len(partitions)} partitions, mean entropy {sum(sums) / len(x)!r}")


if __name__ == "__main__":
    main()
