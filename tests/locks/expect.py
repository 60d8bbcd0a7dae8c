"""Writes expected.txt: what the tools that made these lock files would install on each target.

Poetry is asked what it would install with each interpreter at hand, as its export cannot cope with
forks; of the others' exports the markers are evaluated. The index's hosts were
replaced by reserved names after locking; give real ones back before asking anew. Run with the paths of uv, pipenv, Poetry 1.8
and Poetry 2: python expect.py UV PIPENV POETRY1 POETRY2 > expected.txt
"""

import os
import re
import subprocess
import sys

from packaging.requirements import Requirement

HERE = os.path.dirname(os.path.abspath(__file__))
TARGETS = [("3.10", "x86_64"), ("3.11", "x86_64"), ("3.12", "aarch64"), ("3.13", "x86_64"), ("3.14", "aarch64")]


def environment(python, machine):
    full = python + ".99"
    return dict(
        implementation_name="cpython", implementation_version=full, os_name="posix", platform_machine=machine,
        platform_python_implementation="CPython", platform_release="", platform_system="Linux",
        platform_version="", python_full_version=full, python_version=python, sys_platform="linux", extra="",
    )


def run(folder, *command):
    variables = dict(os.environ, PIPENV_VENV_IN_PROJECT="1", PIPENV_VERBOSITY="-1")
    done = subprocess.run(command, cwd=os.path.join(HERE, folder), env=variables, text=True, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout


def export(folder, *command):
    return [line for line in run(folder, *command).splitlines() if line[:1].isalnum()]


def show(lock, extras, groups, lines):
    for python, machine in TARGETS:
        found = set()
        for requirement in map(Requirement, lines):
            if requirement.marker is None or requirement.marker.evaluate(environment(python, machine)):
                version = str(requirement.specifier).removeprefix("==")
                found.add(f"{requirement.name.lower().replace('_', '-')} {version}")
        print(f"{lock} {python} {machine} [{extras}] [{groups}]: {', '.join(sorted(found))}")


def main(uv, pipenv, poetry1, poetry2):
    for folder, poetry in (("poetry1", poetry1), ("poetry2", poetry2)):
        for python in ("3.10", "3.11", "3.12", "3.13"):
            run(folder, poetry, "env", "use", python)
            for extras, groups in (("", ""), ("web", ""), ("", "dev"), ("web", "dev docs")):
                options = [option for extra in extras.split() for option in ("--extras", extra)]
                options += [option for group in groups.split() for option in ("--with", group)]
                options += [] if "dev" in groups else ["--without", "dev"]
                lines = run(folder, poetry, "install", "--dry-run", "--no-ansi", "--no-root", *options)
                found = re.findall(r"Installing (\S+) \((\S+)\)$", lines, re.MULTILINE)
                versions = ", ".join(sorted(f"{name.lower()} {version}" for name, version in found))
                print(f"{folder}/poetry.lock {python} x86_64 [{extras}] [{groups}]: {versions}")
    for extras, groups in (("", ""), ("old", ""), ("new", ""), ("", "dev"), ("", "lint"), ("new", "dev"), ("old", "lint")):
        options = [option for extra in extras.split() for option in ("--extra", extra)]
        options += [option for group in groups.split() for option in ("--group", group)]
        show("uv/uv.lock", extras, groups,
             export("uv", uv, "export", "--frozen", "--no-hashes", "--no-emit-workspace", *options))
    # The lock is exported for this choice, so it contains these packages without options.
    show("uv/pylock.toml", "", "",
         export("uv", uv, "export", "--frozen", "--no-hashes", "--no-emit-workspace", "--extra", "new", "--group", "dev"))
    for groups, options in (("", []), ("develop", ["--dev"])):
        show("pipenv/Pipfile.lock", "", groups, export("pipenv", pipenv, "requirements", *options))


main(*sys.argv[1:])
