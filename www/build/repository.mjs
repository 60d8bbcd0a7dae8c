// The repository that package.json names. No address of one is in the sources: it is the one in Cargo.toml, if there is
// one, otherwise the one that this clone was made from.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "./paths.mjs";

/** A host name that others can resolve: not a path, a name of a local network, an ssh alias or a number. */
const PUBLIC_HOST = /\.[a-z][a-z0-9-]*$/i;

/** The member `repository` of package.json, or no member. */
export async function repositoryOf(cargoToml, askGit = originOf) {
  const stated = /^repository\s*=\s*"(.+)"/m.exec(cargoToml)?.[1];
  const url = publicAddress(stated ?? (await askGit()));
  return url === undefined ? {} : { repository: { type: "git", url: `git+${url}` } };
}

/** The https address of a remote, without user, password and ssh port; undefined if others could not reach it. */
export function publicAddress(remote) {
  // The syntax of scp: user@host:path. A slash before the colon makes it a path.
  const scp = /^(?:[^/:@]+@)?([^/:@]+):(?!\/\/)\/?(.+)$/.exec(remote);
  const address = scp ? `ssh://${scp[1]}/${scp[2]}` : remote;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  const isKnown = protocol === "https:" || protocol === "ssh:" || protocol === "git+ssh:";
  if (!isKnown || !PUBLIC_HOST.test(hostname) || pathname.length < 2) return undefined;
  const host = protocol === "https:" && port ? `${hostname}:${port}` : hostname;
  return `https://${host}${pathname.replace(/\/+$/, "")}`;
}

/**
 * The address that this clone was made from; empty if this is no clone, or if it lies in a repository of something
 * else.
 */
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
