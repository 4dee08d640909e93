"""lifetimes_case.py — ends in every order and from every thread: an exception at most, never a crash, and no handle left.

HOLO_STRESS_SECONDS says how long each race goes on.
"""
import gc
import os
import random
import subprocess
import sys
import threading
import time
import unittest

import numpy as np

import hologram as h
from hologram import HologramException, Status

SECONDS = float(os.environ.get("HOLO_STRESS_SECONDS", "1"))
LONG = 1 << 15  # so many elements that calls let other threads run


class Ends(unittest.TestCase):

    def test_twice(self):
        ex = h.HoloExecutor()
        b = ex.buffer(3)
        for closable in (b, b, ex, ex):
            closable.close()
            self.assertTrue(closable.closed)

    def test_use_after(self):
        ex = h.HoloExecutor()
        b, other = ex.buffer(3), ex.buffer(3)
        b.close()
        for call in (lambda: ex.exp(b), lambda: h.exp(b), lambda: ex.add(other, other, out=b), lambda: b.fill(1),
                     lambda: b.view(0, 1), lambda: b.copy()):
            with self.assertRaises((HologramException, BufferError)) as raised:
                call()
            self.assertRegex(str(raised.exception), "closed|not a live handle")
        for call in (lambda: memoryview(b), lambda: b[0], lambda: b.__dlpack__(), lambda: np.exp(b)):
            with self.assertRaises((BufferError, HologramException)):
                call()
        ex.close()
        for call in (lambda: ex.exp(other), lambda: ex.exp(np.ones(3)), lambda: ex.buffer(3), lambda: ex.wrap(b"abc"),
                     lambda: h.exp(other)):
            with self.assertRaises(HologramException) as raised:
                call()
            self.assertEqual(Status.INVALID_HANDLE, raised.exception.status)
        self.assertEqual([0, 0, 0], other.tolist())
        other.close()

    def test_of_another_executor(self):
        with h.HoloExecutor() as ex, h.HoloExecutor() as other:
            a, b = ex.buffer(3), other.buffer(3)
            for call in (lambda: ex.add(a, b), lambda: h.add(a, b), lambda: ex.add(a, a, out=b), lambda: other.exp(a)):
                with self.assertRaises(HologramException) as raised:
                    call()
                self.assertEqual(Status.WRONG_EXECUTOR, raised.exception.status)
            a.close()
            b.close()

    def test_views_outlive_owners(self):
        ex = h.HoloExecutor()
        b = ex.buffer(np.arange(5, dtype=np.float32))
        x, packed = np.asarray(b), np.from_dlpack(b)
        with self.assertRaises(BufferError):
            b.close()
        ex.close()
        del b, ex
        gc.collect()
        x[0] = 7
        self.assertEqual([7, 1, 2, 3, 4], packed.tolist())

    def test_collected_in_cycles_and_finalizers(self):

        class Holder:

            def __init__(self):
                self.ex = h.HoloExecutor()
                self.b = self.ex.buffer(10)
                self.self = self

            def __del__(self):
                self.ex.close()
                self.b.close()

        before = h.live_handles()
        for _ in range(100):
            Holder()
        gc.collect()
        self.assertEqual(before, h.live_handles())

    def test_half_made_ones(self):
        from hologram import _native
        for wrong in (lambda: _native.Executor("x"), lambda: _native.Memory(), lambda: h.HoloBuffer.__new__(h.HoloBuffer).fill(1),
                      lambda: h.exp(h.HoloBuffer.__new__(h.HoloBuffer)), lambda: _native.Operation(0), lambda: _native.Operation(10**6),
                      lambda: h.HoloExecutor.exp(h.HoloExecutor.__new__(h.HoloExecutor), np.ones(2))):
            with self.assertRaises(Exception):
                wrong()
        b = h.default_executor().buffer(2)
        with self.assertRaises(RuntimeError):
            b.__init__(b.executor, b._handle, b._dtype, (2,), False)


class Processes(unittest.TestCase):

    def run_python(self, program):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stderr)
        return done.stdout

    def test_a_child_goes_on(self):
        self.assertEqual("6.0\n6.0\n", self.run_python("""
import os, sys, numpy as np, hologram as h
x = np.array([1, 2, 3], np.float32)
print(h.sum(x), flush=True)
child = os.fork()
if child == 0:
    print(h.sum(x), flush=True)
    with h.HoloExecutor() as ex:
        ex.buffer(x)
    os._exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""))

    def test_an_end_with_everything_alive(self):
        self.run_python("""
import numpy as np, hologram as h
ex = h.HoloExecutor()
x = np.zeros(5)
keep = [ex.buffer(3), ex.wrap(x), h.from_dlpack(x), np.asarray(ex.buffer(3)), np.from_dlpack(ex.buffer(3)), h.add(x, x)]
cycle = [keep]; cycle.append(cycle)
""")


class Races(unittest.TestCase):
    """Threads that end things while others use them."""

    def race(self, *bodies):
        """Runs all of them until the time is over; gives how often each went round. What is refused is fine."""
        stop = time.monotonic() + SECONDS
        counts, failures = [0] * len(bodies), []

        def loop(i):
            # On a busy machine little may have happened when the time is over.
            while (time.monotonic() < stop or min(counts) <= 20) and not failures:
                try:
                    bodies[i]()
                except (HologramException, BufferError):
                    pass
                except BaseException as unexpected:
                    failures.append(unexpected)
                    raise
                counts[i] += 1

        threads = [threading.Thread(target=loop, args=(i,)) for i in range(len(bodies))]
        old = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(old)
        self.assertEqual([], failures)
        self.assertGreater(min(counts), 20)
        print(f"{self.id().split('.')[-1]}: {counts} rounds in {SECONDS} s")
        return counts

    def test_closing_buffers_in_use(self):
        ex = h.HoloExecutor()
        shared = [ex.buffer(LONG) for _ in range(3)]
        x = np.ones(LONG, np.float32)

        def work():
            ex.add(shared[0], x, out=shared[1])
            ex.sum(shared[2])

        def end():
            i = random.randrange(3)
            old, shared[i] = shared[i], ex.buffer(LONG)
            old.close()

        self.race(work, work, end)
        ex.close()

    def test_closing_executors_in_use(self):
        box = [h.HoloExecutor()]
        x = np.ones(LONG, np.float32)

        def work():
            ex = box[0]
            ex.exp(x, out=np.empty_like(x))
            b = ex.buffer(16)
            ex.add(b, 1, out=b)

        def end():
            old, box[0] = box[0], h.HoloExecutor()
            old.close()

        self.race(work, work, end)
        box[0].close()

    def test_collecting_in_between(self):
        ex = h.HoloExecutor()

        def work():
            b = ex.wrap(np.ones(100, np.float32))
            view = np.asarray(b.view(10, 20))
            packed = h.from_dlpack(b, executor=ex)
            del b
            assert view.sum() == 20 and h.sum(packed) == 100

        self.race(work, work, gc.collect)
        ex.close()

    def test_the_default_executor(self):
        x = np.ones(LONG)
        self.race(lambda: h.sum(x), lambda: h.add(x, 1), lambda: h.default_executor().close())


def tearDownModule():
    gc.collect()
    h.default_executor().close()
    if h.live_handles() != 0:
        raise AssertionError(f"{h.live_handles()} handles are alive at the end")


if __name__ == "__main__":
    unittest.main()
