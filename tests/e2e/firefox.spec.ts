/** The page in Firefox: picked with its settings, mended by a click, edited, pressed, and deployed by hand. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Builder, By, until, type WebDriver } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { expect, test } from "./test.ts";
import { tools } from "./tools.ts";

let firefox: WebDriver;
test.beforeEach(async () => {
  firefox = await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(new Options().setBinary(tools.firefox).addArguments("-headless"))
    .setFirefoxService(new ServiceBuilder(tools.geckodriver))
    .build();
});
test.afterEach(() => firefox.quit());

const find = (by: By) => firefox.wait(until.elementLocated(by), 20_000);
const button = (name: string) => find(By.xpath(`//button[normalize-space()='${name}']`));
/** Waits until the text of an element fits. */
const shows = (css: string, text: RegExp) =>
  expect
    .poll(
      async () =>
        (await firefox.findElement(By.css(css)).then(
          (found) => found.getText(),
          () => "",
        )) ?? "",
      {
        timeout: 20_000,
      },
    )
    .toMatch(text);

test("settings, a fix, an edit, a package, and the command that deploys it", async ({ site, scratch }) => {
  await writeFile(join(scratch, "app.py"), "import pandas\n\n\ndef run(event, context):\n    return 1\n");
  const settings = 'runtime = "python3.12"\nhandler = "app.run"\nfunction = "orders"\nregion = "eu-central-1"\n';
  await writeFile(join(scratch, "wheelpress.toml"), settings);
  await firefox.get(site.url);
  const input = await find(By.css("input[type=file]:not([webkitdirectory])"));
  await input.sendKeys(["app.py", "wheelpress.toml"].map((name) => join(scratch, name)).join("\n"));
  await expect.poll(async () => (await find(By.id("runtime"))).getAttribute("value")).toBe("python3.12");
  await (await button("It comes with a layer")).click();
  await shows(".overrides", /pandas: comes with a layer/);
  await (await find(By.id("editor-heading"))).click();
  await shows(".editor-list", /app\.py/);
  await (await button("Press")).click();
  await shows("[data-testid=codesha256]", /^[\w+/]{43}=$/);
  await (await find(By.id("deploy-heading"))).click();
  await (await find(By.xpath("//label[contains(., 'By hand')]"))).click();
  await shows(".deploy-form", /aws lambda update-function-code[\s\S]*orders/);
});
