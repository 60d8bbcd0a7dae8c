import { root, run } from "./common.mjs";

/** What the checks add to planning and packing the libraries, natively: no host can leave them out. */
export async function checks({ table }) {
  const { stdout } = await run("cargo", ["bench", "--quiet", "--bench", "checks"], { cwd: root });
  for (const line of stdout.trim().split("\n")) {
    const { name, with: checked, without } = JSON.parse(line);
    table.add(
      `plan and pack ${name} natively, with the checks beside without`,
      [checked * 1000],
      [without * 1000],
      1.3,
    );
  }
}
