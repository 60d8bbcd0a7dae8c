// Writes the software bill of materials of dist/ as CycloneDX 1.6. It lists the npm packages that the bundles contain
// and the crates that the modules are linked from, each with its version and hash from the lock files.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { dist, root } from "./paths.mjs";

/** The names of the npm packages that esbuild has used files of. */
const bundled = new Set();

/** Records the inputs of a bundle. `inputs` is from esbuild's metafile. */
export function noteInputs(inputs) {
  for (const path of Object.keys(inputs)) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1];
    if (name) bundled.add(name);
  }
}

/** Writes dist/sbom.cdx.json. It contains no time and no machine name: the same sources give the same bytes. */
export async function writeSbom(version, modules) {
  const components = [...(await npmComponents()), ...(await cargoComponents(modules))];
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", "bom-ref": "wheelpress", name: "wheelpress", version } },
    components: components.sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  };
  await writeFile(new URL("sbom.cdx.json", dist), `${JSON.stringify(bom, null, 2)}\n`);
}

async function npmComponents() {
  const { packages } = JSON.parse(await readFile(new URL("package-lock.json", root), "utf8"));
  return [...bundled].map((name) => {
    const locked = packages[`node_modules/${name}`];
    if (!locked?.version) throw new Error(`package-lock.json has no version of "${name}", which a bundle contains`);
    const [algorithm, hash] = (locked.integrity ?? "").split("-");
    const purl = `pkg:npm/${name.replace("@", "%40")}@${locked.version}`;
    return {
      ...component(purl, name, locked.version, locked.license),
      ...(algorithm === "sha512" && { hashes: [{ alg: "SHA-512", content: hexOf(hash) }] }),
    };
  });
}

const hexOf = (base64) => Buffer.from(base64, "base64").toString("hex");

/**
 * The crates that `cargo tree` lists for each module, with the checksums of Cargo.lock. `modules` is from payload.json.
 */
async function cargoComponents(modules) {
  const checksums = await cargoChecksums();
  const found = new Map();
  for (const { features } of modules) {
    const args = [
      "tree",
      "--package",
      "wheelpress",
      "--locked",
      "--offline",
      "--edges",
      "normal,no-proc-macro",
      "--prefix",
      "none",
    ];
    const only = ["--no-default-features", "--features", features.join(","), "--target", "wasm32-unknown-unknown"];
    const { stdout } = await promisify(execFile)("cargo", [...args, ...only, "--format", "{p}|{l}"], { cwd: root });
    for (const line of stdout.split("\n")) {
      const [, name, version, license] = /^(\S+) v(\S+)(?: \([^)]*\))*\|(.*?)(?: \(\*\))?$/.exec(line) ?? [];
      // Our own crates have no hash in a lock file.
      if (!name || name.startsWith("wheelpress")) continue;
      const purl = `pkg:cargo/${name}@${version}`;
      const checksum = checksums.get(`${name} ${version}`);
      const hashes = checksum && { hashes: [{ alg: "SHA-256", content: checksum }] };
      found.set(purl, { ...component(purl, name, version, license), ...hashes });
    }
  }
  return [...found.values()];
}

/** Checksums by "name version". Crates in vendor/ have none. */
async function cargoChecksums() {
  const lock = await readFile(new URL("Cargo.lock", root), "utf8");
  const packages = lock.split("[[package]]").slice(1);
  const memberOf = (text, key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(text)?.[1];
  return new Map(
    packages.map((one) => [`${memberOf(one, "name")} ${memberOf(one, "version")}`, memberOf(one, "checksum")]),
  );
}

function component(purl, name, version, license) {
  // Older crates separate alternatives by a slash, which is not SPDX syntax.
  const expression = license?.replaceAll(/\s*\/\s*/g, " OR ");
  return { type: "library", "bom-ref": purl, name, version, purl, ...(expression && { licenses: [{ expression }] }) };
}
