import { root, run } from "./common.mjs";

/**
 * The time that the checks add to planning and packing the libraries. Measured natively: no host can omit the checks.
 */
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
