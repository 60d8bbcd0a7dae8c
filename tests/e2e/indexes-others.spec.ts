/** Independent implementations of indexes. */
import { card, dropped, fetch, PROJECT, pressFetched, project, sourceOf, test } from "./fetch-page.ts";
import { startPypiserver, startSimpleRepository } from "./servers/other-indexes.ts";
import { expect } from "./test.ts";

test("pypiserver and simple-repository-server give the same package", async ({ page, site, scratch }) => {
  const hashes: string[] = [];
  for (const hasHashes of [true, false]) {
    const index = await (hasHashes ? startPypiserver() : startSimpleRepository(["jinja2", "markupsafe"]));
    try {
      const press = await dropped(page, site, await project(scratch, PROJECT));
      await page.evaluate(() => caches.delete("fetched-wheels"));
      await fetch(page, index.open);
      await expect(sourceOf(press, "jinja2-*")).toBeVisible();
      // A wheel without a stated hash is reported.
      const unverified = card(page).getByText("cannot be verified").first();
      if (hasHashes) await expect(unverified).toBeHidden();
      else await expect(unverified).toBeVisible();
      await expect(press.press).toHaveText("Press");
      await press.press.click();
      await expect(press.download).toBeVisible();
      hashes.push(await page.getByTestId("codesha256").innerText());
    } finally {
      await index.stop();
    }
  }
  expect(hashes[0]).toMatch(/^[\w+/]{43}=$/);
  expect(hashes[1]).toBe(hashes[0]);
});

test("pypiserver with a password, and without leave for pages", async ({ page, site, scratch }) => {
  const index = await startPypiserver(true);
  try {
    const press = await dropped(page, site, await project(scratch, PROJECT));
    await fetch(page, index.address);
    await expect(card(page).getByRole("alert")).toContainText(`"${index.address}" cannot be asked for "jinja2"`);
    await fetch(page, index.open);
    await expect(card(page).getByRole("alert")).toContainText("its status is 401");
    await card(page).getByText("Password, age").click();
    await card(page).getByLabel("User name", { exact: true }).fill("me");
    await card(page).getByLabel("Password or token").fill("secret");
    await fetch(page, index.open);
    await expect(sourceOf(press, "jinja2-*")).toBeVisible();
    await pressFetched(press, scratch);
  } finally {
    await index.stop();
  }
});
