"""Checks a manifest against CycloneDX's own schema, and against the package as zipfile reads it.

python manifest.py MANIFEST PACKAGE
"""
import base64
import hashlib
import json
import sys
import zipfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

manifest_path, package_path = sys.argv[1:]
text = open(manifest_path, encoding="utf-8").read()
error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
assert error is None, error

bom = json.loads(text)
package = open(package_path, "rb").read()
sha256 = hashlib.sha256(package)
(digest,) = bom["metadata"]["component"]["hashes"]
assert digest == {"alg": "SHA-256", "content": sha256.hexdigest()}, digest
properties = {one["name"]: one["value"] for one in bom["metadata"]["component"]["properties"]}
assert properties["wheelpress:codeSha256"] == base64.b64encode(sha256.digest()).decode()

listed = {}
waiting = list(bom["components"])
while waiting:
    component = waiting.pop()
    waiting += component.get("components", [])
    if component["type"] == "file":
        assert component["name"] not in listed, component["name"]
        own = {one["name"]: one["value"] for one in component["properties"]}
        listed[component["name"]] = (
            int(own["wheelpress:size"]),
            own["wheelpress:crc32"],
            own.get("wheelpress:mode"),
            component["hashes"][0]["content"],
        )
with zipfile.ZipFile(package_path) as zip_file:
    found = {
        info.filename: (
            info.file_size,
            f"{info.CRC:08x}",
            f"{info.external_attr >> 16:06o}",
            hashlib.sha256(zip_file.read(info)).hexdigest(),
        )
        for info in zip_file.infolist()
    }
assert listed == found, [item for item in listed.items() ^ found.items()][:5]

for component in bom["components"]:
    if component["type"] == "library":
        licences = [one.get("expression") or next(iter(one["license"].values())) for one in component.get("licenses", [])]
        files = len(component.get("components", []))
        hashes = [one["content"] for one in component.get("hashes", [])]
        print(component["purl"], files, " ".join(hashes) or "-", ", ".join(licences) or "-", sep=" | ")
