/** What screen readers announce by themselves, in live regions, while the focus is elsewhere. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type DeployPage, expect, readyForLambda, test } from "./deploy-test.ts";
import { drop } from "./drop.ts";

/** Records the announcements of live regions from now on, in order (WAI-ARIA 1.2, 6.6.3). */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    const live = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], [role="alertdialog"]';
    const observer = new MutationObserver((records) => {
      const changed = new Set<Element>();
      for (const { target, addedNodes } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        // The innermost region counts, including one with `off`. A region that was just added announces only alerts.
        const region = element?.closest(`${live}, [aria-live="off"]`);
        if (region?.matches(live)) changed.add(region);
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          for (const alert of node.querySelectorAll('[role="alert"], [role="alertdialog"]')) changed.add(alert);
        }
      }
      for (const region of changed) {
        const copy = region.cloneNode(true) as Element;
        for (const silent of copy.querySelectorAll('[aria-live="off"], [aria-hidden="true"]')) silent.remove();
        const text = copy.textContent?.replace(/\s+/g, " ").trim();
        if (text && told.at(-1) !== text) told.push(text);
      }
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
}

/** Waits for a matching announcement. Returns all announcements up to now. */
async function expectTold(told: () => Promise<string[]>, text: string | RegExp): Promise<string[]> {
  await expect.poll(async () => (await told()).join("\n")).toMatch(text);
  return told();
}

test("what a drop brings, what its plan is, and what a click has done", async ({
  deploy: { page, press },
  scratch,
}) => {
  const told = await listen(page);
  const folder = join(scratch, "shop");
  await mkdir(folder);
  for (let index = 0; index < 300; index++) await writeFile(join(folder, `${index}.txt`), "text");
  await writeFile(join(folder, "main.py"), "import tomlib\n\n\ndef handler(event, context):\n    return 1\n");
  await press.drop(folder);
  await expectTold(told, /301 entries, 1 error/);
  await press.target({ handler: "main.handle" });
  await expectTold(told, /301 entries, [12] errors/);
  await page.getByRole("button", { name: "Use main.handler" }).click();
  const all = await expectTold(told, /Done: Use main\.handler\./);
  // The number of files changes too often to be announced.
  expect(all.filter((text) => /file(s)? so far/.test(text))).toEqual([]);
  // The same text is announced only once.
  expect(all.filter((text) => /Working out the plan/.test(text)).length).toBeLessThanOrEqual(1);
  const empty = join(scratch, "nothing");
  await mkdir(empty);
  await drop(page.getByRole("main"), [empty]);
  await expectTold(told, /No file to ship in "nothing"/);
});

test("how pressing goes, and how it fails", async ({ deploy: { page, press }, scratch }) => {
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, "def lambda_handler(event, context):\n    return 1\n");
  await press.drop(file);
  await expect(press.press).toHaveText("Press");
  const told = await listen(page);
  await press.press.click();
  await press.receipt();
  await expectTold(told, /Pressed in .*codeSha256/);
  await press.target({ handler: "lambda_function.nothing" });
  await page.getByLabel("Press although there are errors").check();
  await press.press.click();
  await expectTold(told, /Pressed with 1 error: it is likely to fail on Lambda\./);
});

async function uploading(deploy: DeployPage, lambda: Parameters<typeof readyForLambda>[1], scratch: string) {
  await deploy.pressed(scratch, 3_000_000);
  await readyForLambda(deploy, lambda, "hello\nnowhere");
  return listen(deploy.page);
}

test("how a deploy goes, and how it fails", async ({ deploy, lambda, scratch }) => {
  const told = await uploading(deploy, lambda, scratch);
  lambda.proxy.faults.push({
    match: /^PUT .*hello\/code$/,
    times: 1,
    do: { kind: "answer", status: 429, headers: { "retry-after": "1" }, body: '{"message": "Rate exceeded"}' },
  });
  await deploy.deploy(2);
  await expectTold(told, /Lambda is updating…/);
  await expectTold(told, /Sending to Lambda…/);
  await expectTold(told, /^Deployed: Lambda holds exactly these bytes$/m);
  await expectTold(told, /There is no function "nowhere" in "us-east-1"/);
  // The progress of sending is announced only in steps of a quarter.
  const all = await told();
  expect(all.filter((text) => /MiB of/.test(text))).toEqual([]);
  const quarters = all.flatMap((text) => /^Sending to Lambda… (\d+%)$/.exec(text)?.[1] ?? []);
  expect(quarters).not.toEqual([]);
  expect(quarters.filter((text) => !/^(0|25|50|75|100)%$/.test(text))).toEqual([]);
  await expectTold(told, /Trying again: /);
});
