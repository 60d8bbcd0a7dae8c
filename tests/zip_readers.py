"""What CPython's zipfile reads of archives: for each in the stream, a line with its files as name:sha256, both in hex,
or why it cannot be read. The stream is of archives, each after its length in 4 bytes."""

import hashlib
import io
import sys
import warnings
import zipfile

warnings.simplefilter("ignore")
stream = open(sys.argv[1], "rb")
while length := stream.read(4):
    archive = stream.read(int.from_bytes(length, "little"))
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = [
                info.filename.encode().hex() + ":" + hashlib.sha256(opened.read(info)).hexdigest()
                for info in opened.infolist()
                if not info.is_dir()
            ]
        print("files", *files)
    except Exception as error:
        print("error", type(error).__name__, error)
