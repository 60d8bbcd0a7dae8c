import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { run, target } from "./common.mjs";
import { bytes, median } from "./table.mjs";

/** The same libraries as a folder, dropped with a real drop event and picked, compared with `zip -r9`. */
export async function folder({ drop, page, repetitions, scratch, table, alternate, install, libraryFiles }) {
  const tree = join(scratch, "libraries");
  await install(tree, await libraryFiles());
  const zip = join(scratch, "peer.zip");
  const dropped = [];
  const picked = [];
  const pauses = [];
  const peers = [];
  let pressed;
  await alternate(
    async (counts) => {
      await rm(zip, { force: true });
      const start = performance.now();
      await run("zip", ["-q", "-r9", zip, "."], { cwd: tree });
      const milliseconds = performance.now() - start;
      const dropping = page.evaluate((target) => bench.pressDropped("#zone", target), target);
      await page.waitForFunction(() => bench.listening);
      await drop(page.locator("#zone"), [tree]);
      pressed = await dropping;
      // The selection is cleared, because Chromium sends no event if the same folder is picked again.
      await page.evaluate(() => bench.forget("#folder"));
      await page.setInputFiles("#folder", tree);
      const again = await page.evaluate((target) => bench.pressPicked("#folder", target), target);
      if (!counts) return;
      peers.push(milliseconds);
      dropped.push(pressed.milliseconds);
      picked.push(again.milliseconds);
      pauses.push(Math.max(pressed.pause, again.pause));
    },
    Math.min(repetitions, 3),
  );
  const { size } = await stat(zip);
  const files = `${pressed.items} files`;
  table.add(`folder of ${files}, dropped → package, beside zip -r9`, dropped, peers, 0.3);
  table.add(`folder of ${files}, picked → package, beside zip -r9`, picked, peers, 0.3);
  table.addPause("the longest the page stands still meanwhile", median(pauses));
  table.push({
    figure: "its size, beside zip -r9",
    ours: bytes(pressed.size),
    peer: bytes(size),
    ratio: pressed.size / size,
    target: 1.0,
  });
}
