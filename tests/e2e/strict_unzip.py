"""Unpacks a deployment package, and refuses whatever Lambda, or the next reader, might trip over.

python strict_unzip.py PACKAGE.zip DIRECTORY   prints the entries as JSON
"""

import json
import os
import struct
import sys
import zipfile

LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE 4.3.7
CENTRAL_HEADER_SIZE = 46  # 4.3.12
END_SIZE = 22  # 4.3.16
UTF8 = 0x800  # 4.4.4, bit 11


def check(condition, message):
    if not condition:
        sys.exit(f"strict_unzip: {message}")


def main(package, directory):
    data = open(package, "rb").read()
    archive = zipfile.ZipFile(package)
    infos = archive.infolist()
    names = [info.filename for info in infos]
    check(names == sorted(names, key=str.encode), "the entries are not sorted by path")
    check(len(set(names)) == len(names), "an entry appears twice")
    check(archive.comment == b"", "the archive has a comment")

    position = 0
    # In the data, the files of libraries come before the user's own files.
    for info in sorted(infos, key=lambda info: info.header_offset):
        name = info.filename
        parts = name.split("/")
        check(all(part not in ("", ".", "..") for part in parts), f'"{name}" is not a plain relative path')
        check("\\" not in name and "\0" not in info.orig_filename, f'"{name}" has a forbidden character')
        check(info.date_time == (1980, 1, 1, 0, 0, 0), f'"{name}" is dated {info.date_time}')
        check(info.create_system == 3, f'"{name}" was made by system {info.create_system}, not by Unix')
        mode = info.external_attr >> 16
        check(mode in (0o100644, 0o100755), f'"{name}" has mode {mode:o}')
        check(info.external_attr & 0xFFFF == 0, f'"{name}" has DOS attributes')
        check(info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), f'"{name}" is not stored or deflated')
        check(info.flag_bits == (0 if name.isascii() else UTF8), f'"{name}" has flags {info.flag_bits:#x}')
        check(info.extra == b"" and info.comment == b"", f'"{name}" has an extra field or a comment')

        # The local header agrees with the central directory, and there are no bytes between the entries.
        check(info.header_offset == position, f'"{name}" begins at {info.header_offset}, not at {position}')
        signature, _, flags, method, time, date, crc, packed, size, name_length, extra_length = LOCAL_HEADER.unpack_from(
            data, position
        )
        local = (signature, flags, method, time, date, crc, packed, size, extra_length)
        central = (
            b"PK\3\4", info.flag_bits, info.compress_type, 0, 0x21, info.CRC, info.compress_size, info.file_size, 0
        )
        check(local == central, f'"{name}": the local header {local} differs from the central directory {central}')
        position += LOCAL_HEADER.size
        check(data[position : position + name_length] == name.encode(), f'"{name}" has another name in its local header')
        position += name_length + packed

    check(archive.start_dir == position, "there is something between the last entry and the central directory")
    directory_size = sum(CENTRAL_HEADER_SIZE + len(name.encode()) for name in names)
    check(len(data) == position + directory_size + END_SIZE, "the archive ends with something else than its end record")

    bad = archive.testzip()
    check(bad is None, f'"{bad}" has a wrong CRC')
    for info in infos:
        path = archive.extract(info, directory)
        os.chmod(path, (info.external_attr >> 16) & 0o777)
    entries = [
        {"path": info.filename, "mode": info.external_attr >> 16, "size": info.file_size, "method": info.compress_type}
        for info in infos
    ]
    print(json.dumps(entries))


main(*sys.argv[1:])
