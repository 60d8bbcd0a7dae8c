import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pythonOf } from "./tools.ts";

/** Makes a correct package by Python's zipfile, for testing the harness without the product. */
export async function pythonPackage(path: string, version: string, files: Record<string, string>): Promise<string> {
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for name, text in sorted(json.loads(sys.argv[2]).items()):
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o100644 << 16
        archive.writestr(info, text, zipfile.ZIP_DEFLATED)
`;
  await promisify(execFile)(pythonOf(version).python, ["-c", script, path, JSON.stringify(files)]);
  return path;
}
