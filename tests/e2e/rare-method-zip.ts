/** A zip with rare compression methods. */
import { execFileSync } from "node:child_process";
import { tools } from "./tools.ts";

const WRITE = `
import io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as zip:
    zip.writestr("seldom/__init__.py", "import json\\n" * 2000, zipfile.ZIP_BZIP2)
    zip.writestr("seldom/numbers.txt", "".join(f"{n * 7919 % 10007}\\n" for n in range(100000)), zipfile.ZIP_LZMA)
sys.stdout.buffer.write(out.getvalue())
`;

/** No entry is stored or deflated. A separate module decompresses them, and is fetched for this purpose. */
export const rareMethodZip = (): Buffer => execFileSync(tools.python, ["-c", WRITE]);
