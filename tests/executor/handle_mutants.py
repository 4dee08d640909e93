#!/usr/bin/env python3
"""The duels and the stress test notice what they are there to notice: each part of the handle scheme that is broken on
purpose makes one of them fail.

handle_mutants.py --source ROOT --build-dir DIR [--seconds N] [NAME …]; without names, all mutants. Each is a copy of one
source of lib/executor with one text replaced; the room and the test are compiled anew around it, by the build's own
command lines. A text that is not found fails: then the mutant needs to follow the source.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

# Without the first barrier nothing was ever seen to go wrong on x86: the model (handles_model.py) guards that one.
# name, file, text, what stands there instead, the test that must fail
MUTANTS = [
    ("no_hazard_is_published", "record.h", "record->hazard[index].store(id, ", "record->hazard[index].store(0, ",
     "handle_duel_test"),
    ("nobody_is_asked", "reclaim.cc", "    Record* holder = sweep.HolderOf(wanted);", "    Record* holder = nullptr;",
     "handle_duel_test"),
    ("no_second_look", "reclaim.cc", "AppendToBatch(record, letters.TakeBackMissed());", "letters = Letters();",
     "handle_duel_test"),
    ("nobody_looks_at_the_exit", "record.h", "if (HasMail(record)) [[unlikely]]\n    Collect(record);", "",
     "handle_duel_test"),
    ("two_may_win_a_destroy", "reclaim.cc",
     "if (!slot->id.compare_exchange_strong(id, 0, std::memory_order_seq_cst)) return false;",
     "if (slot->id.load() != id) return false;\n  slot->id.store(0);", "handle_duel_test"),
    ("an_executors_end_is_nobodys_business", "reclaim.cc",
     "if (SlotOf(executor_id)->id.load(std::memory_order_seq_cst) != executor_id) Flush();", "",
     "destroy_order_test"),
    ("a_guard_holds_nothing", "guard.cc", "open.executor.store(object, kOrder);", "open.executor.store(object - 1, kOrder);",
     "guard_test"),
]

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--source", type=pathlib.Path, required=True)
parser.add_argument("--build-dir", type=pathlib.Path, required=True)
parser.add_argument("--seconds", default="3", help="how long each duel goes on")
parser.add_argument("names", nargs="*")
options = parser.parse_args()

ROOM = options.source.resolve() / "lib/executor"
COMMANDS = json.loads((options.build_dir / "compile_commands.json").read_text())


def compile_commands(test):
    """{source: its command line, without -c FILE -o FILE}, of the room and of the test."""
    found = {}
    for entry in COMMANDS:
        source = pathlib.Path(entry["file"])
        of_room = source.parent == ROOM and "hologram_core.dir" in entry["command"]
        if of_room or source.name == f"{test}.cc":
            words = shlex.split(entry["command"])
            words = words[:words.index("-o")]
            found[source] = [word for word in words if word != "-Werror" and not word.endswith("ccache")]
    return found


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")


def build(folder, file, text, replacement, test):
    """The test's program around the mutated room."""
    original = (ROOM / file).read_text(encoding="utf-8")
    if original.count(text) != 1:
        sys.exit(f"{file} has {original.count(text)} times: {text}")
    mutated = folder / "executor" / file
    mutated.parent.mkdir()
    mutated.write_text(original.replace(text, replacement), encoding="utf-8")

    def compile_one(item):
        source, command = item
        target = folder / (source.name + ".o")
        source = mutated if source.name == file else source
        run([command[0], f"-I{folder}", *command[1:], "-w", "-c", source, "-o", target])
        return target

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, compile_commands(test).items()))
    program = folder / test
    run(["g++", "-o", program, *objects, options.build_dir / "lib/libhologram_static.a", "-lcpuid",
         "-lboost_unit_test_framework", "-lpthread", "-lm"])
    return program


def notices(program):
    """How the test ends; "" if as if nothing were wrong."""
    environment = {**os.environ, "HOLO_STRESS_SECONDS": options.seconds}
    try:
        done = subprocess.run([program, "--color_output=no"], capture_output=True, text=True, check=False,
                              timeout=10 + 10 * int(options.seconds), env=environment)
    except subprocess.TimeoutExpired:
        return "it hangs"
    if done.returncode == 0:
        return ""
    errors = [line.split("error: ", 1)[1] for line in (done.stdout + done.stderr).splitlines() if "error: " in line]
    return errors[0] if errors else f"it ends with {done.returncode}"


def main():
    unknown = set(options.names) - {mutant[0] for mutant in MUTANTS}
    if unknown:
        sys.exit(f"no such mutants: {unknown}")
    survivors = []
    for name, *mutation in MUTANTS:
        if options.names and name not in options.names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            how = notices(build(pathlib.Path(folder), *mutation))
        print(f"{name}: {how or 'NOT NOTICED'}", flush=True)
        if not how:
            survivors.append(name)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
