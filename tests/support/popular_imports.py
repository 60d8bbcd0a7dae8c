"""Runs code with the wheels that were chosen for it: see popular_imports.rs. Prints what fails.

Each wheel is unpacked once, below the folder that is the only argument. Each run is a fork of this interpreter, as many
at a time as there are processors, with the folders of its wheels as its path. Bytecode is kept, since many share wheels.
"""

import json
import os
import pathlib
import sys
import traceback
import zipfile

SCRATCH = pathlib.Path(sys.argv[1])
LIMIT = 20


def unpacked(wheel):
    """The folder of a wheel's modules."""
    folder = SCRATCH / pathlib.Path(wheel).stem
    if not folder.exists():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        for scheme in ("purelib", "platlib"):
            for data in folder.glob(f"*.data/{scheme}/*"):
                data.rename(folder / data.name)
    return str(folder)


def start(run):
    """Its code in a process of its own, which prints into a file."""
    paths = [unpacked(wheel) for wheel in run["wheels"]]
    said = SCRATCH / f"{run['name']}.txt"
    child = os.fork()
    if child:
        return child, said
    with open(said, "wb", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.path[:0] = paths
    try:
        exec(compile(run["code"], "app.py", "exec"), {"__name__": "app"})
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def wait(running):
    """For one of them to end."""
    child, status = os.wait()
    name, said = running.pop(child)
    if status:
        print(f"{name}: ", *said.read_text(errors="replace").splitlines()[-LIMIT:], sep="\n", flush=True)


running = {}
for run in json.load(sys.stdin):
    child, said = start(run)
    running[child] = (run["name"], said)
    if len(running) >= os.cpu_count():
        wait(running)
while running:
    wait(running)
