#!/usr/bin/env python3
"""Exhaustive model of the handle scheme: hazards, limbo, mail and the two barriers.

What is modelled. Every reader runs some sections, each on an object of its choice:
    n := 1;  hazard := h (release);  LIGHT;  read the slot's id;  if it still stands: use the object
    n := 0 (release);  compiler fence;  read the own mail;  if there is any: take it by exchange, process it
Every destroyer, once:
    compare-exchange id -> 0 (the loser returns);  push on limbo;  take limbo;  HEAVY;  process what was taken
process(list): sweep every reader's n and hazard; an object nobody holds is freed, a held one is pushed on its
holder's mail; if anything was mailed: HEAVY, look at those holders again, and where the hazard has gone take
that mail back by exchange and process it in turn.

Memory. A plain store waits in its thread's store buffer and reaches memory at any later moment:
    tso    in program order
    weak   in any order, except that a release store passes no earlier store and that stores to one place stay
           in order
Loads see the own buffer first; an exchange or a compare-exchange empties it. LIGHT is a compiler fence, so
nothing at run time. HEAVY is membarrier: it empties the readers' buffers one after another, and other threads
may run between any two. In fenced mode LIGHT is a full fence and HEAVY only the caller's own full fence.
A use is a load and a plain store, so one that is still in the buffer when its object is freed counts as well.
Not modelled: loads that run early, guards, references, slots that are used again, nested calls.

What is checked, in every state that any interleaving can reach: no use after free; nothing freed twice; when all
threads have finished and all buffers are empty, every destroyed object has been freed (else it is 'stuck').

How to read the output. A line is: readers x sections x destroyers / objects, memory model, variant, number of
states, result. The design must hold everywhere. Each variant broken on purpose must be caught, by the failure
it is listed with, wherever the list BROKEN says that it can be; that shows that the model sees what each part is
there for. (The search stops at that failure, so the number of states is smaller than the design's.) A design that
fails is followed by the steps that lead there. Exit status 0: all as it must be.
"""

import argparse
import sys
import time

UAF, TWICE, STUCK = "use after free", "freed twice", "stuck"

# Shared memory is a tuple of small integers; sets of objects are bit masks. A list is only ever pushed to and
# taken whole, so its order does not matter, and an object that is in one list twice is a failure by itself.
ALIVE, FREED, LIMBO = 0, 1, 2           # ALIVE: the ids that stand in their slots


def N(reader):
    return 3 + 3 * reader


def HAZARD(reader):
    return 4 + 3 * reader


def MAIL(reader):
    return 5 + 3 * reader


# readers, sections of each, destroyers, objects (destroyer d destroys object d modulo objects)
QUICK = [(1, 1, 1, 1), (1, 2, 1, 1), (1, 3, 1, 1), (1, 1, 2, 1), (1, 1, 2, 2), (1, 2, 2, 1), (1, 2, 2, 2), (2, 1, 1, 1)]
FULL = QUICK + [(2, 2, 1, 1), (2, 1, 2, 1), (2, 1, 2, 2), (1, 3, 2, 2), (2, 2, 2, 1), (3, 1, 1, 1)]

# name, what differs from the design
CORRECT = [
    ("design", ()),
    ("fenced, exchange at exit", ("fenced",)),
]
BOTH = ("tso", "weak")


def anywhere(readers, sections, destroyers, objects):
    return True


def two_readers(readers, sections, destroyers, objects):
    return readers > 1


def two_objects(readers, sections, destroyers, objects):
    return objects > 1


def two_objects_in_turn(readers, sections, destroyers, objects):
    return objects > 1 and sections > 1


def two_destroyers_of_one(readers, sections, destroyers, objects):
    return destroyers > objects


# name, what differs, how it must fail, memory models and configurations that can show it
BROKEN = [
    ("no first barrier", ("no barrier 1",), UAF, BOTH, anywhere),
    ("hazard after the check", ("late hazard",), UAF, BOTH, anywhere),
    ("no second barrier", ("no barrier 2",), STUCK, BOTH, anywhere),
    ("no second look", ("no look",), STUCK, BOTH, anywhere),
    ("no look at mail at exit", ("no mail",), STUCK, BOTH, anywhere),
    ("fenced, plain store at exit", ("fenced", "plain exit"), STUCK, BOTH, anywhere),
    ("mail freed without a sweep", ("no sweep",), UAF, BOTH, two_readers),
    ("taken back, freed unswept", ("no resweep",), UAF, BOTH, two_readers),
    ("barrier before taking limbo", ("early barrier",), UAF, BOTH, two_objects),
    ("id cleared by load and store", ("no cas",), TWICE, BOTH, two_destroyers_of_one),
    ("exit not a release", ("relaxed exit",), UAF, ("weak",), anywhere),
    ("hazard not a release", ("relaxed hazard",), UAF, ("weak",), two_objects_in_turn),
]


class Caught(Exception):
    """A property does not hold; the argument says which."""


class Model:
    """The steps of one configuration. A state is (memory, locals of each thread, store buffer of each reader)."""

    def __init__(self, config, memory, broken):
        self.readers, self.sections, self.destroyers, self.objects = config
        self.weak = memory == "weak"
        self.broken = frozenset(broken)
        self.nobody = (-1,) * self.objects

    def start(self):
        mem = ((1 << self.objects) - 1, 0, 0) + (0, -1, 0) * self.readers
        # Locals: where, sections left, object, list in work, loop index, holder of each object, (object, holder) mailed
        reader = ("idle", self.sections, 0, 0, 0, self.nobody, ())
        threads = [reader] * self.readers
        threads += [("destroy", 0, d % self.objects, 0, 0, self.nobody, ()) for d in range(self.destroyers)]
        return mem, tuple(threads), ((),) * self.readers

    # Store buffers: entries are (place, value, is it a release); the place of a use of object o is -1 - o.

    @staticmethod
    def use(mem, obj):
        if mem[FREED] >> obj & 1:
            raise Caught(UAF)

    def write(self, mem, entry):
        place, value, _ = entry
        if place < 0:
            self.use(mem, value)
        else:
            mem[place] = value

    def drain(self, mem, bufs, thread):
        if thread < self.readers and bufs[thread]:      # destroyers have no plain stores
            for entry in bufs[thread]:
                self.write(mem, entry)
            bufs[thread] = ()

    def load(self, mem, bufs, thread, place):
        if thread < self.readers:
            for entry in reversed(bufs[thread]):
                if entry[0] == place:
                    return entry[1]
        return mem[place]

    def may_leave(self, buf, k):
        """May entry k of the buffer go to memory now?"""
        if k == 0:
            return True
        return self.weak and not buf[k][2] and all(earlier[0] != buf[k][0] for earlier in buf[:k])

    def successors(self, state):
        mem, threads, bufs = state
        for r, buf in enumerate(bufs):
            for k in range(len(buf)):
                if self.may_leave(buf, k):
                    new = list(mem)
                    self.write(new, buf[k])
                    yield tuple(new), threads, bufs[:r] + (buf[:k] + buf[k + 1:],) + bufs[r + 1:]
        for t, local in enumerate(threads):
            if local[0] == "done":
                continue
            # The object of a section is the reader's choice: one successor for each.
            for choice in range(self.objects) if local[0] == "idle" else (0,):
                new, new_bufs = list(mem), list(bufs)
                local_after = self.step(t, local, new, new_bufs, choice)
                yield tuple(new), threads[:t] + (local_after,) + threads[t + 1:], tuple(new_bufs)

    def step(self, t, local, mem, bufs, choice):
        """One step of thread t: at most one access to what others can see. Changes mem and bufs, returns the locals."""
        at, left, obj, batch, i, holders, mailed = local
        broken = self.broken
        fenced = "fenced" in broken
        late = "late hazard" in broken

        # ---- a reader's section
        if at == "idle":
            obj = choice
            at = "check" if late else "raise n"
        elif at == "raise n":
            bufs[t] += ((N(t), 1, False),)
            at = "hazard"
        elif at == "hazard":
            bufs[t] += ((HAZARD(t), obj, "relaxed hazard" not in broken),)
            if fenced:
                self.drain(mem, bufs, t)                # LIGHT; otherwise it does nothing at run time
            at = "use" if late else "check"
        elif at == "check":
            stands = mem[ALIVE] >> obj & 1
            at = "leave" if not stands else "raise n" if late else "use"
        elif at == "use":
            self.use(mem, obj)
            bufs[t] += ((-1 - obj, obj, False),)
            at = "leave"
        elif at == "leave":
            bufs[t] += ((N(t), 0, "relaxed exit" not in broken),)
            if fenced and "plain exit" not in broken:
                self.drain(mem, bufs, t)                # an exchange
            at = "read mail"
            if "no mail" in broken:
                at, left = self.outside(left - 1)
        elif at == "read mail":
            at = "take mail"
            if not mem[MAIL(t)]:
                at, left = self.outside(left - 1)
        elif at == "take mail":
            self.drain(mem, bufs, t)
            batch, mem[MAIL(t)] = mem[MAIL(t)], 0
            at, i = "dispose" if "no sweep" in broken else "sweep n", 0

        # ---- a destroyer, up to the list it processes
        elif at == "destroy":
            at = "done"
            if mem[ALIVE] >> obj & 1:
                at = "push limbo"
                if "no cas" in broken:
                    at = "clear id"
                else:
                    mem[ALIVE] &= ~(1 << obj)
        elif at == "clear id":
            mem[ALIVE] &= ~(1 << obj)
            at = "push limbo"
        elif at == "push limbo":
            self.push(mem, LIMBO, obj)
            at, i = "barrier 1" if "early barrier" in broken else "take limbo", 0
        elif at == "take limbo":
            batch, mem[LIMBO] = mem[LIMBO], 0
            at, i = "sweep n" if broken & {"early barrier", "no barrier 1"} else "barrier 1", 0
        elif at == "barrier 1":
            i, over = self.heavy(t, mem, bufs, i)
            if over:
                at, i = "take limbo" if "early barrier" in broken else "sweep n", 0

        # ---- process(list)
        elif at == "sweep n":
            if self.load(mem, bufs, t, N(i)):
                at = "sweep hazard"
            else:
                i += 1
        elif at == "sweep hazard":
            held = self.load(mem, bufs, t, HAZARD(i))
            if held >= 0 and batch >> held & 1 and holders[held] < 0:
                holders = holders[:held] + (i,) + holders[held + 1:]
            at, i = "sweep n", i + 1
        elif at == "dispose":
            o = (batch & -batch).bit_length() - 1
            batch &= batch - 1
            if holders[o] >= 0:
                self.drain(mem, bufs, t)
                self.push(mem, MAIL(holders[o]), o)
                mailed += ((o, holders[o]),)
            else:
                if mem[FREED] >> o & 1:
                    raise Caught(TWICE)
                mem[FREED] |= 1 << o
            if not batch and mailed:
                at, i = "look n" if "no barrier 2" in broken else "barrier 2", 0
        elif at == "barrier 2":
            i, over = self.heavy(t, mem, bufs, i)
            if over:
                at, i = "look n", 0
        elif at == "look n":
            at = "look hazard" if self.load(mem, bufs, t, N(mailed[0][1])) else "take back"
        elif at == "look hazard":
            o, reader = mailed[0]
            at = "take back"
            if self.load(mem, bufs, t, HAZARD(reader)) == o:
                at, mailed = "look n", mailed[1:]       # still held: the holder will see the letter
        elif at == "take back":
            self.drain(mem, bufs, t)
            box = MAIL(mailed[0][1])
            if batch & mem[box]:
                raise Caught(TWICE)
            batch, mem[box] = batch | mem[box], 0
            at, mailed = "look n", mailed[1:]

        # What follows needs no access, so it belongs to the step before it.
        if "no look" in broken and at == "look n":
            mailed = ()
        if at == "look n" and not mailed:
            # What was taken back, if anything, is processed in turn.
            at, i, holders = "dispose" if "no resweep" in broken else "sweep n", 0, self.nobody
        if at == "sweep n" and (i == self.readers or not batch):
            at, i = "dispose", 0
        if at == "dispose" and not batch:
            at, left = self.outside(left - 1)
            i, holders = 0, self.nobody
        if at == "done" or at == "idle":
            obj = 0                                     # forgotten, so that equal situations are equal states
        return at, left, obj, batch, i, holders, mailed

    @staticmethod
    def outside(left):
        """After a section, or after the only pass of a destroyer."""
        return ("idle", left) if left > 0 else ("done", 0)

    @staticmethod
    def push(mem, place, obj):
        if mem[place] >> obj & 1:
            raise Caught(TWICE)
        mem[place] |= 1 << obj

    def heavy(self, t, mem, bufs, i):
        """Part i of a barrier: (next part, is it over)."""
        self.drain(mem, bufs, t)
        if "fenced" in self.broken:
            return 0, True
        self.drain(mem, bufs, i)
        return i + 1, i + 1 == self.readers

    def at_end(self, state):
        mem = state[0]
        destroyed = ((1 << self.objects) - 1) & ~mem[ALIVE]
        if mem[FREED] != destroyed:
            raise Caught(STUCK)


def explore(model, wanted):
    """Visits every state, or stops at a failure of the wanted kind (None: of any kind).
    Returns (states, failure or None, the states that lead to it)."""
    first = model.start()
    came_from = {first: None}
    shared = {}                                         # equal parts of states are kept once, to save memory
    stack = [first]
    while stack:
        state = stack.pop()
        try:
            last = True
            for new in model.successors(state):
                last = False
                if new not in came_from:
                    new = tuple([shared.setdefault(part, part) for part in new])
                    came_from[new] = state
                    stack.append(new)
            if last:
                model.at_end(state)
        except Caught as failure:
            # A state with a failure of another kind than the wanted one is an end of the search on this way.
            if wanted in (None, failure.args[0]):
                way = []
                while state:
                    way.append(state)
                    state = came_from[state]
                return len(came_from), failure.args[0], way[::-1]
    return len(came_from), None, []


def print_way(model, way):
    for old, new in zip(way, way[1:]):
        movers = [t for t in range(len(new[1])) if new[1][t] != old[1][t]]
        what = "a store leaves its buffer"
        if movers:
            t = movers[0]
            name = f"reader {t}" if t < model.readers else f"destroyer {t - model.readers}"
            what = f"{name}: {old[1][t][0]}"
        print(f"    {what:<32} memory {new[0]}  buffers {new[2]}")
    print("    and the failure is in the next step or at the end")


def main():
    parser = argparse.ArgumentParser(description="Exhaustive model of the handle scheme; see the top of the file.")
    parser.add_argument("--full", action="store_true", help="the large configurations too (minutes, some 200 MB)")
    full = parser.parse_args().full
    passed = failed = 0
    begin = time.monotonic()
    for config in FULL if full else QUICK:
        for memory in BOTH:
            runs = [(name, changes, None) for name, changes in CORRECT]
            runs += [(name, changes, wanted) for name, changes, wanted, memories, can_show in BROKEN
                     if memory in memories and can_show(*config)]
            for name, changes, wanted in runs:
                model = Model(config, memory, changes)
                states, failure, way = explore(model, wanted)
                if wanted:
                    result = f"fails as it must: {failure}" if failure else f"NOT CAUGHT: {wanted}"
                else:
                    result = f"FAILS: {failure}" if failure else "holds"
                print("{}x{}x{}/{}".format(*config), f" {memory:<4}  {name:<30}{states:>9}  {result}", flush=True)
                if failure and not wanted:
                    print_way(model, way)
                if failure == wanted:
                    passed += 1
                else:
                    failed += 1
    print(f"{time.monotonic() - begin:.1f} s")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
