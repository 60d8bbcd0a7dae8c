// Editing on the built page: how long from a key to what is found about the text, and how long the page stands still.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./common.mjs";

/** Typing in the editor of the built page, over the libraries, until what is found is shown; then looking and pressing. */
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

/** Drops wheels and a function on the page at `url`, opens the editor and types a fault and mends it, again and again. */
async function edit({ page, url, files, drop, rounds }) {
  await page.addInitScript(watch);
  await page.goto(url);
  await drop(page.getByRole("main"), files);
  const text = page.getByRole("textbox", { name: /^Text of / });
  await page.getByRole("heading", { name: "Editor" }).click();
  await text.click();
  await page.keyboard.press("Control+End");
  // What is warmed up for nothing runs before.
  await page.waitForTimeout(3000);
  for (let round = -1; round < rounds; round++) {
    // The first time engines compile what is run.
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

/** Presses what is edited, and opens the picture: all that a person does with a package. Returns the longest pause. */
async function look(page) {
  await page.getByRole("heading", { name: "Picture" }).click();
  await page.getByRole("group", { name: /^Sizes in / }).waitFor();
  await page.getByRole("treeitem").last().click();
  await page.getByRole("button", { name: "Press", exact: true }).click();
  await page.getByRole("link", { name: /^Download / }).waitFor();
  return page.evaluate(() => Math.max(0, ...window.watched.pauses));
}

/** Runs in the page, before anything else. */
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
