/** dist/npm in a project, as npm would publish and install it. */
import { execFileSync } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { dist } from "./e2e/tools.ts";

/** Turns a folder into a project of ES modules that has the package installed. */
export async function install(project: string): Promise<void> {
  const npm = join(dist, "npm");
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--offline"], { cwd: npm, encoding: "utf8" });
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  for (const { path } of files) {
    const copy = join(project, "node_modules/wheelpress", path);
    await mkdir(dirname(copy), { recursive: true });
    await cp(join(npm, path), copy);
  }
  await mkdir(join(project, "node_modules/.bin"));
  await symlink("../wheelpress/cli.js", join(project, "node_modules/.bin/wheelpress"));
  const manifest = { type: "module", private: true, dependencies: { wheelpress: "*" } };
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
}
