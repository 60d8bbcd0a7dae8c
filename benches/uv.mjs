import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run, target } from "./common.mjs";

/** Wheels → package, compared with the usual way without wheelpress: `uv pip install --target` and `zip -r9`. */
export async function uv({ kit, page, repetitions, scratch, table, alternate, libraryFiles }) {
  const files = await libraryFiles();
  const [tree, zip] = [join(scratch, "libraries-uv"), join(scratch, "uv.zip")];
  const program = join(dirname(kit.tools.python), "uv");
  const flags = [
    "--quiet",
    "--no-index",
    "--no-deps",
    "--target",
    tree,
    "--python",
    kit.tools.pythons["3.13"].ricPython,
  ];
  const [ours, peers] = [[], []];
  await alternate(
    async (counts) => {
      await Promise.all([tree, zip].map((path) => rm(path, { recursive: true, force: true })));
      const start = performance.now();
      await run(program, ["pip", "install", ...flags, ...files]);
      await run("zip", ["-q", "-r9", zip, "."], { cwd: tree });
      const peer = performance.now() - start;
      await page.evaluate(() => bench.forget("#files"));
      await page.setInputFiles("#files", files);
      const { milliseconds } = await page.evaluate((target) => bench.pressAgain("#files", target), target);
      if (!counts) return;
      ours.push(milliseconds);
      peers.push(peer);
    },
    Math.min(repetitions, 3),
  );
  table.add("wheels → package, beside uv pip install --target and zip -r9", ours, peers, 0.06);
}
