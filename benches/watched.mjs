// The memory of the tab while something runs.

import { readFile } from "node:fs/promises";

/** Returns the maximum growth of the renderers' memory while something runs, and its result. */
export async function whileWatched(browser, work) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const resident = async () => {
    let sum = 0;
    for (const id of renderers) {
      // A process that has ended has no status.
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      sum += Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }
    return sum;
  };
  const before = await resident();
  if (before === 0) throw new Error("the tab's process is not to be found in /proc");
  let most = before;
  const watching = setInterval(async () => {
    most = Math.max(most, await resident());
  }, 20);
  try {
    const result = await work();
    return { result, grown: most - before };
  } finally {
    clearInterval(watching);
    await session.detach();
  }
}
