// The index that the page asks where files name none. No address of an index stands in the repository: it is what the
// builder's own pip would ask, or what WHEELPRESS_INDEX says: an address, or "none".

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Prints what pip would ask, by its files of configuration, its variables of the environment, and its own default. */
const ASK_PIP = [
  "from pip._internal.commands import create_command",
  "print(create_command('download').parser.get_default_values().index_url)",
].join("\n");

/** Its address; empty if nobody knows one, and null if none is to be asked. A user name and a password are no part of it. */
export async function defaultIndex(environment = process.env, askPip = ofPip) {
  const given = environment.WHEELPRESS_INDEX ?? (await askPip());
  if (given === "none") return null;
  if (!given) return "";
  if (!URL.canParse(given)) throw new Error("the index to ask by default is no address: see WHEELPRESS_INDEX");
  const url = new URL(given);
  [url.username, url.password] = ["", ""];
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** Without a pip, there is none. */
async function ofPip() {
  for (const python of ["python3", "python"]) {
    try {
      const { stdout } = await promisify(execFile)(python, ["-c", ASK_PIP]);
      return stdout.trim();
    } catch {}
  }
  return "";
}

/** The element of a page that names it; none, if none is to be asked. */
export function indexElement(index) {
  const escaped = index?.replace(/[&"<]/g, (char) => `&#${char.charCodeAt(0)};`);
  return escaped === undefined ? "" : `<meta name="wheelpress-index" content="${escaped}">`;
}
