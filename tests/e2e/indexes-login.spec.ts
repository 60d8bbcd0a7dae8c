/** Indexes that require a login, beside other indexes that must not learn it. */
import { card, dropped, fetch, project, sourceOf, test } from "./fetch-page.ts";
import { expect } from "./test.ts";

const HANDLER = "import jinja2\n\ndef lambda_handler(event, context):\n    return jinja2.__version__\n";
const LOGIN = `Basic ${btoa("me:secret")}`;

test("an index that is no address is not asked, and the field says so", async ({ page, site, index, scratch }) => {
  const press = await dropped(
    page,
    site,
    await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" }),
  );
  const field = card(page).getByLabel("Index", { exact: true });
  for (const text of [index.address("json").replace("http://", ""), "not an address", "http://", "ftp://localhost/"]) {
    await fetch(page, text);
    await expect(field).toHaveAccessibleDescription("This is no address: write it with https://.");
    await expect(field).toBeFocused();
  }
  await expect(card(page).getByRole("alert")).toBeHidden();
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
});

test("a password is for the index that asks for it, which files may name, and nobody else gets it", async ({
  page,
  site,
  index,
  scratch,
}) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: so it stands in files of requirements
  const address = index.address("private").replace("//", "//${USER}:${PASS}@");
  const requirements = `--extra-index-url ${address}\njinja2\n`;
  const press = await dropped(
    page,
    site,
    await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": requirements }),
  );
  await expect(card(page)).toContainText(
    `Your files name ${index.address("private").replace("//", "//****@")}, which is asked first.`,
  );
  // The server also answers other tests.
  const before = (await index.asked()).length;
  await fetch(page, index.address("json"));
  await expect(card(page).getByRole("alert")).toContainText(`"${index.address("private")}" refuses to answer`);
  // The index in the field is not asked instead.
  expect((await index.asked()).slice(before).filter(([, path]) => path === "/json/simple/jinja2/")).toEqual([]);
  await card(page).getByText("Password, age").click();
  const forIndex = card(page).getByLabel("For the index", { exact: true });
  await expect(forIndex).toHaveValue(index.address("private"));
  await forIndex.fill("localhost:8080/simple/");
  await expect(forIndex).toHaveAccessibleDescription(/^This is no address, so nobody gets them/);
  await forIndex.fill(index.address("private"));
  await expect(forIndex).toHaveAccessibleDescription(/^They go to this index alone/);
  await card(page).getByLabel("User name", { exact: true }).fill("me");
  await card(page).getByLabel("Password or token").fill("secret");
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  const asked = (await index.asked()).slice(before);
  expect(asked.filter(([, path, , login]) => login !== "" && !path.startsWith("/private/"))).toEqual([]);
  expect(asked.some(([, path, , login]) => login === LOGIN && path.startsWith("/private/files/jinja2-"))).toBe(true);
});

test("a password that stands in an address is sent, and never shown or stored", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const address = index.address("private").replace("//", "//me:secret@");
  const app = await project(scratch, {
    "lambda_function.py": HANDLER,
    "requirements.txt": `--index-url ${address}\njinja2\n`,
  });
  const press = await dropped(page, site, app);
  // The index that will be asked is shown beforehand.
  const shown = index.address("private").replace("//", "//****@");
  await expect(card(page)).toContainText(`Your files name ${shown}, which is asked first.`);
  await fetch(page, index.address("broken/status-500"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await card(page).getByText("All that was fetched").click();
  expect(await page.locator("body").innerText()).not.toContain("secret");
  const stored = await page.evaluate(async () => {
    const cache = await caches.open("fetched-wheels");
    return JSON.stringify([localStorage, (await cache.keys()).map(({ url }) => url)]);
  });
  expect(stored).toContain("jinja2");
  expect(stored).not.toContain("secret");
});

test("a password is wiped when it was not used for a quarter of an hour", async ({ page, site, index, scratch }) => {
  await page.clock.install();
  const app = await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" });
  await dropped(page, site, app);
  await card(page).getByLabel("Index", { exact: true }).fill(index.address("private"));
  await card(page).getByText("Password, age").click();
  await card(page).getByLabel("User name", { exact: true }).fill("me");
  const password = card(page).getByLabel("Password or token");
  await password.fill("secret");
  await page.clock.fastForward("14:00");
  await expect(password).toHaveValue("secret");
  await password.fill("secrets");
  await page.clock.fastForward("14:00");
  await expect(password).toHaveValue("secrets");
  await page.clock.fastForward("02:00");
  await expect(password).toHaveValue("");
});
