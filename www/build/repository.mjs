// The repository that package.json names. No address of one stands in the sources: it is what Cargo.toml says, if it says
// one, or where the clone was made from.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "./paths.mjs";

/** A host that others can find: not a path, a name of one network, an alias of ssh or a number. */
const PUBLIC_HOST = /\.[a-z][a-z0-9-]*$/i;

/** The members of package.json: `repository`, or none. */
export async function repositoryOf(cargoToml, askGit = originOf) {
  const stated = /^repository\s*=\s*"(.+)"/m.exec(cargoToml)?.[1];
  const url = publicAddress(stated ?? (await askGit()));
  return url === undefined ? {} : { repository: { type: "git", url: `git+${url}` } };
}

/** By https, without a user, a password and a port of ssh. Nothing, if others could not reach it. */
export function publicAddress(remote) {
  // As scp writes it: user@host:path. A slash before the colon makes it a path.
  const scp = /^(?:[^/:@]+@)?([^/:@]+):(?!\/\/)\/?(.+)$/.exec(remote);
  const address = scp ? `ssh://${scp[1]}/${scp[2]}` : remote;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  const isKnown = protocol === "https:" || protocol === "ssh:" || protocol === "git+ssh:";
  if (!isKnown || !PUBLIC_HOST.test(hostname) || pathname.length < 2) return undefined;
  const host = protocol === "https:" && port ? `${hostname}:${port}` : hostname;
  return `https://${host}${pathname.replace(/\/+$/, "")}`;
}

/** Where this clone was made from; empty if it is no clone, or lies in a repository of something else. */
async function originOf() {
  const git = async (...args) => {
    const { stdout } = await promisify(execFile)("git", args, { cwd: fileURLToPath(root) });
    return stdout.trim();
  };
  try {
    const folder = await git("rev-parse", "--show-prefix");
    return folder === "" ? await git("remote", "get-url", "origin") : "";
  } catch {
    return "";
  }
}
