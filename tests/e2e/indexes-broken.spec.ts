/**
 * Indexes that are broken, slow, or redirect elsewhere: the page reports the problem, loses nothing, and a retry works.
 */
import { answer, card, dropped, fetch, PROJECT, pressFetched, project, sourceOf, test } from "./fetch-page.ts";
import { expect } from "./test.ts";

/** Faults of an index, and the words that the page shows. */
const BROKEN: [fault: string, words: string][] = [
  ["broken/status-404", "no index that was asked has jinja2"],
  ["broken/status-403", "refuses to answer"],
  ["broken/status-410", "its status is 410"],
  ["broken/status-500", "its status is 500"],
  ["broken/status-429", "its status is 429"],
  ["broken/text", "neither JSON nor HTML of an index"],
  ["broken/version", 'its version "2.0" is not 1.x'],
  ["broken/half", "cannot be asked"],
  ["broken/metadata", "its METADATA has another hash than the index states"],
  ["broken/huge", "it is longer than 33554432 bytes"],
  ["broken/many", "it is longer than 33554432 bytes"],
  ["broken/links", "it names more than 100,000 files"],
  ["broken/hash", "is refused"],
  ["broken/size", "it ended after"],
  ["silent", "cannot be asked"],
];

for (const [fault, words] of BROKEN) {
  test(`an index that is ${fault} is told of, and another one works then`, async ({ page, site, index, scratch }) => {
    const press = await dropped(page, site, await project(scratch, PROJECT));
    await fetch(page, index.address(fault));
    await expect(card(page).getByRole("alert")).toContainText(words);
    await expect(sourceOf(press, "jinja2-*")).toBeHidden();
    // The dropped files and the list of missing libraries are unchanged.
    await expect(press.source("app")).toBeVisible();
    await expect(card(page)).toContainText("Missing: jinja2");
    await fetch(page, index.address("json"));
    await expect(sourceOf(press, "jinja2-*")).toBeVisible();
    await pressFetched(press, scratch);
  });
}

/** Faults that only need another attempt or another way of asking. */
const PASSING = [
  "broken/passing-429",
  "broken/passing-503",
  "broken/dated-429",
  "broken/changing",
  "broken/ranges",
  "broken/parts",
  "gzip",
];

for (const fault of PASSING) {
  test(`an index that is ${fault} needs patience alone`, async ({ page, site, index, scratch }) => {
    const press = await dropped(page, site, await project(scratch, PROJECT));
    await fetch(page, index.address(fault));
    await expect(sourceOf(press, "jinja2-*")).toBeVisible();
    await pressFetched(press, scratch);
  });
}

test("a redirect that leads to itself is told of, and another index works then", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const press = await dropped(page, site, await project(scratch, PROJECT));
  await fetch(page, index.address("broken/loop"));
  await answer(page, /127\.0\.0\.1:\d+ answers that/, "Follow");
  await expect(card(page).getByRole("alert")).toContainText("cannot be asked");
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
});

test("files that are cut off at each quarter are gone on with where they ended", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const press = await dropped(page, site, await project(scratch, PROJECT));
  const before = (await index.asked()).length;
  await fetch(page, index.address("broken/cut"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  const asked = (await index.asked()).slice(before);
  const wheels = asked.filter(([, path]) => /^\/broken\/cut\/.*jinja2-.*\.whl$/.test(path));
  const starts = wheels.map(([, , range]) => Number(/^bytes=(\d+)-/.exec(range)?.[1] ?? 0));
  expect(starts[0]).toBe(0);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  // The last bytes before the end of the connection may be lost and are requested again. The bytes that arrived are
  // not.
  expect(starts.length).toBeGreaterThanOrEqual(4);
  expect(starts.at(-1)).toBeGreaterThan(0);
});

test("a redirect to another host is asked about before it is followed, and its host before its answer is used", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const app = await project(scratch, PROJECT);
  for (const mode of ["redirecting", "moved"]) {
    // Chromium reports requests to its tools that it does not send.
    const before = (await index.asked()).length;
    const elsewhere = async () => (await index.asked()).slice(before).filter(([host]) => host.startsWith("localhost"));
    let press = await dropped(page, site, app);
    await page.evaluate(() => caches.delete("fetched-wheels"));
    await fetch(page, index.address(mode));
    await answer(page, /127\.0\.0\.1:\d+ answers that/, "Refuse");
    await expect(card(page).getByRole("alert")).toContainText("leads to another address, which was not allowed");
    expect(await elsewhere()).toEqual([]);

    await fetch(page, index.address(mode));
    await answer(page, /127\.0\.0\.1:\d+ answers that/, "Follow");
    await answer(page, /Files lie on localhost:/, "Refuse");
    await expect(card(page).getByRole("alert")).toContainText(/the host "localhost:\d+" was not allowed/);
    await expect(sourceOf(press, "jinja2-*")).toBeHidden();

    press = await dropped(page, site, app);
    await fetch(page, index.address(mode));
    await answer(page, /127\.0\.0\.1:\d+ answers that/, "Follow");
    await answer(page, /Files lie on localhost:/, "Allow");
    await expect(sourceOf(press, "jinja2-*"), mode).toBeVisible();
    expect(await elsewhere()).not.toEqual([]);
    await pressFetched(press, scratch);
  }
});

test("fetching is told by bytes and can be cancelled, and goes on with what it has", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const press = await dropped(page, site, await project(scratch, PROJECT));
  await fetch(page, index.address("slow"));
  await expect(card(page).getByRole("progressbar")).toHaveAttribute("value", /^[1-9]/);
  await expect(card(page).getByText(/ of [\d.]+ KiB$/)).toBeVisible();
  await card(page).getByRole("button", { name: "Cancel" }).click();
  await expect(card(page).getByRole("progressbar")).toHaveCount(0);
  await expect(sourceOf(press, "jinja2-*")).toBeHidden();
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await pressFetched(press, scratch);
});
