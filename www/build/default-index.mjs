// The index that the page uses by default, where files name none. The repository contains no address of an index. The
// address is that of WHEELPRESS_INDEX (an address, or "none") if set, otherwise the one that pip on the build machine
// would use.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Prints the index that pip would use according to its configuration files, environment variables and default. */
const ASK_PIP = [
  "from pip._internal.commands import create_command",
  "print(create_command('download').parser.get_default_values().index_url)",
].join("\n");

/** The address of the index, without user name and password; empty if none is known, and null if none is to be used. */
export async function defaultIndex(environment = process.env, askPip = ofPip) {
  const given = environment.WHEELPRESS_INDEX ?? (await askPip());
  if (given === "none") return null;
  if (!given) return "";
  if (!URL.canParse(given)) throw new Error("the index to ask by default is no address: see WHEELPRESS_INDEX");
  const url = new URL(given);
  [url.username, url.password] = ["", ""];
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** The index of the installed pip; empty if there is no pip. */
async function ofPip() {
  for (const python of ["python3", "python"]) {
    try {
      const { stdout } = await promisify(execFile)(python, ["-c", ASK_PIP]);
      return stdout.trim();
    } catch {}
  }
  return "";
}

/** The HTML element that names the index; empty if none is to be used. */
export function indexElement(index) {
  const escaped = index?.replace(/[&"<]/g, (char) => `&#${char.charCodeAt(0)};`);
  return escaped === undefined ? "" : `<meta name="wheelpress-index" content="${escaped}">`;
}
