"""What packaging and pip make of the cases in cases.json: see as_pip.rs."""

import json
import logging
import pathlib
import sys

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, InvalidMarker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

ENVIRONMENT = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.99",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.13.99",
    "python_version": "3.13",
    "sys_platform": "linux",
}


def specifiers(case, folder):
    specifier, version = case.split(" with ")
    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return "invalid"


def markers(case, folder):
    try:
        marker = Marker(case)
        return [marker.evaluate({**ENVIRONMENT, "extra": extra}) for extra in ("", "a-b")]
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
        return "invalid"


reader, folder = sys.argv[1], pathlib.Path(sys.argv[2])
cases = json.loads((folder / "cases.json").read_text())
print(json.dumps([globals()[reader](case, folder) for case in cases]))
