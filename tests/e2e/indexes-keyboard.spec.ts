/**
 * Fetching without a mouse: questions are answered, a password is entered, and the focus stays where the user works.
 */
import { expectAccessible, expectFocus, tabTo, use } from "./accessible.ts";
import { card, dropped, PROJECT, pressFetched, project, sourceOf, test } from "./fetch-page.ts";
import { expect } from "./test.ts";

test("questions, passwords, locks and emptying by keyboard alone, and again without a network", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const app = await project(scratch, PROJECT);
  const button = (name: string) => card(page).getByRole("button", { name, exact: true });
  const type = async (label: string, text: string) => {
    await tabTo(page, card(page).getByLabel(label, { exact: true }));
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  };
  const ask = async (mode: string) => {
    await type("Index", index.address(mode));
    await use(page, button("Fetch"));
  };
  let press = await dropped(page, site, app);
  // The question has the focus, is read aloud, and can be refused.
  await ask("elsewhere");
  const question = card(page).getByRole("alertdialog");
  await expect(button("Allow")).toBeFocused();
  await expectAccessible(page, "a question about a host");
  await use(page, button("Refuse"));
  await expect(card(page).getByRole("alert")).toContainText("was not allowed");
  await expect(question).toBeHidden();
  await expectFocus(page);
  await ask("elsewhere");
  await expect(button("Allow")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await expectFocus(page);
  await expectAccessible(page, "fetched libraries");
  const saving = page.waitForEvent("download");
  await use(page, button("Save pylock.toml"));
  expect((await saving).suggestedFilename()).toBe("pylock.toml");
  const { codeSha256 } = await pressFetched(press, scratch);
  await use(page, button("Empty it"));
  await expect(card(page).getByText("The browser keeps")).toBeHidden();
  await expectFocus(page);

  press = await dropped(page, site, app);
  await ask("private");
  await expect(card(page).getByRole("alert")).toContainText("its status is 401");
  await use(page, card(page).locator("summary").filter({ hasText: "Password, age" }));
  await type("User name", "me");
  await type("Password or token", "secret");
  await use(page, button("Fetch"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await expectFocus(page);

  // What was fetched with the password is available without a network and without the password.
  await page.route(`${index.origin}/**`, (route) => route.abort());
  press = await dropped(page, site, app);
  await ask("private");
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  expect((await pressFetched(press, scratch)).codeSha256).toBe(codeSha256);
});
