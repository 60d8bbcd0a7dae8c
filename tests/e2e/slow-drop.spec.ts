/** What the page shows during a drop that takes long, and how the drop is stopped. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./accessible.ts";
import { drop } from "./drop.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";

test("planning says how far it is, is stopped, and goes on when asked", async ({ page, site, scratch }) => {
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, "app.py"), "def handler(event, context):\n    return 1\n");
  for (let index = 0; index < 500; index++) await writeFile(join(folder, `${index}.txt`), "text");
  // Holds the messages to the worker until the test lets it continue.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    const held: (() => void)[] = [];
    const scope = globalThis as unknown as { goOn(): void; isHeld: boolean };
    scope.isHeld = true;
    scope.goOn = () => {
      scope.isHeld = false;
      for (const send of held.splice(0)) send();
    };
    Worker.prototype.postMessage = function (...args: [unknown]) {
      const isTask = (args[0] as { task?: { task?: object } })?.task?.task;
      const send = () => post.apply(this, args);
      if (scope.isHeld && isTask && "plan" in isTask) held.push(send);
      else send();
    };
  });
  await page.goto(site.url);
  await drop(page.getByRole("main"), [folder]);
  const ships = page.getByRole("region", { name: "What ships" });
  await expect(ships).toContainText(/Working out the plan, [\d.]+ KiB of files read…/);
  await expect(ships).toHaveAttribute("aria-busy", "true");
  await expectAccessible(page, "while planning");
  await ships.getByRole("button", { name: "Stop" }).click();
  await expect(ships).toContainText("The plan was stopped.");
  await expect(ships).toHaveAttribute("aria-busy", "false");
  await expectAccessible(page, "stopped");
  await page.evaluate(() => (globalThis as unknown as { goOn(): void }).goOn());
  await ships.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByTestId("entries-count")).toHaveText("501");
  await expect(ships).not.toContainText("stopped");
  await new PressPage(page).pressAndDownload(scratch);
});
