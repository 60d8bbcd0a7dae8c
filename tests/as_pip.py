"""What packaging and pip make of the cases in cases.json: see as_packaging.rs and as_pip.rs."""

import json
import logging
import pathlib
import sys
from optparse import Values

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, InvalidMarker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from pip._internal.exceptions import PipError
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements

OPTIONS = Values({"require_hashes": False, "no_require_hashes": False, "features_enabled": []})
logging.disable(logging.CRITICAL)

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


PROBES = ["0.9", "1.0", "1.0+cpu", "1.0rc1", "1.0.post1", "1.2", "1.2.3", "1.9", "2.0a1", "2.0", "2.5", "3.0"]


def lines(case, folder):
    """[what it is, name, extras, verdicts on versions, address, whether the marker holds, hashes]"""
    path = folder / "requirements.txt"
    path.write_text(case + "\n")
    try:
        parsed = list(parse_requirements(str(path), session=None, options=OPTIONS))
        if not parsed:
            return ["nothing"]
        requirement = install_req_from_parsed_requirement(parsed[0])
        markers = requirement.markers
        holds = markers is None or markers.evaluate({**ENVIRONMENT, "extra": ""})
    # A marker that cannot be evaluated raises a ValueError.
    except (PipError, SystemExit, ValueError):
        return ["invalid"]
    if requirement.req is None:
        return ["unnamed"]
    named = requirement.req
    extras = sorted(canonicalize_name(extra) for extra in requirement.extras)
    verdicts = [named.specifier.contains(probe, prereleases=True) for probe in PROBES]
    has_address = requirement.link is not None
    hashes = sorted(sum(requirement.hash_options.values(), []))
    # A requirement with an address admits any version.
    verdicts = True if has_address else verdicts
    return ["requires", canonicalize_name(named.name), extras, verdicts, has_address, holds, hashes]


reader, folder = sys.argv[1], pathlib.Path(sys.argv[2])
cases = json.loads((folder / "cases.json").read_text())
print(json.dumps([globals()[reader](case, folder) for case in cases]))
