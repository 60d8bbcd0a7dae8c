// Editing on the built page: the time from a key press to the findings about the text, and the longest blocking of the
// page.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./common.mjs";

/**
 * Typing in the editor of the built page, with the libraries, until the findings are shown; then viewing and pressing
 * the package.
 */
export async function editing({ drop, page, repetitions, scratch, serve, table, libraryFiles }) {
  const site = await serve({ "/": join(root, "dist/site") });
  const file = join(scratch, "app.py");
  await writeFile(file, "import pandas\n\n\ndef handler(event, context):\n    return len(pandas.DataFrame())\n");
  try {
    const wheels = await libraryFiles();
    const files = [file, ...wheels];
    const { times, pause } = await edit({ page, url: site.url, files, drop, rounds: 2 * repetitions });
    table.add("a key in the editor → findings, over numpy and pandas, beside 100 ms", times, [100], 1.0);
    table.add("the longest the page stands still while it is edited, beside 50 ms", [pause], [50], 1.0);
    table.add("the longest with the picture, contents and pressing, beside 50 ms", [await look(page)], [50], 1.0);
  } finally {
    await site.close();
  }
}

/**
 * Drops wheels and a function on the page at `url`, opens the editor, and repeatedly types an error and corrects it.
 */
async function edit({ page, url, files, drop, rounds }) {
  await page.addInitScript(watch);
  await page.goto(url);
  await drop(page.getByRole("main"), files);
  const text = page.getByRole("textbox", { name: /^Text of / });
  await page.getByRole("heading", { name: "Editor" }).click();
  await text.click();
  await page.keyboard.press("Control+End");
  // Waits until the warm-up has ended.
  await page.waitForTimeout(3000);
  for (let round = -1; round < rounds; round++) {
    // The first round is not counted, because engines compile the code then.
    if (round === 0) await page.evaluate(() => window.watched.times.splice(0));
    for (const [key, isFound] of [
      ["(", true],
      ["Backspace", false],
    ]) {
      await page.keyboard.press(key);
      await page.waitForFunction((isFound) => window.watched.isFound === isFound, isFound);
    }
  }
  const { times, pauses } = await page.evaluate(() => window.watched);
  return { times, pause: Math.max(0, ...pauses) };
}

/** Opens the picture of the package and presses it, as a user does. Returns the longest pause. */
async function look(page) {
  await page.getByRole("heading", { name: "Picture" }).click();
  await page.getByRole("group", { name: /^Sizes in / }).waitFor();
  await page.getByRole("treeitem").last().click();
  await page.getByRole("button", { name: "Press", exact: true }).click();
  await page.getByRole("link", { name: /^Download / }).waitFor();
  return page.evaluate(() => Math.max(0, ...window.watched.pauses));
}

/** Measures times and pauses. Runs in the page, before any other script. */
function watch() {
  const watched = { times: [], pauses: [], isFound: false };
  window.watched = watched;
  new PerformanceObserver((list) => {
    watched.pauses.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: "longtask", buffered: true });
  let typed = null;
  addEventListener("keydown", () => {
    typed = performance.now();
  });
  const look = () => {
    const isFound = document.querySelector(".editor-problems") !== null;
    if (isFound === watched.isFound) return;
    watched.isFound = isFound;
    if (typed !== null) watched.times.push(performance.now() - typed);
    typed = null;
  };
  const options = { childList: true, subtree: true };
  addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(document.body, options));
}
