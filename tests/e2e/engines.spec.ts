/**
 * The main user journeys in Firefox and WebKitGTK: a project with a virtualenv, the fixes of findings, the editor, the
 * picture, deploying.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { By } from "selenium-webdriver";
import { expect, exportLines, test } from "./deploy-test.ts";
import { Engine } from "./engines.ts";
import { invoke } from "./lambda.ts";
import { cachedWheel, pythonOf } from "./tools.ts";

const run = promisify(execFile);

const APP = `import jinja2


def handler(event, context):
    return jinja2.Template("Hello {{ name }}").render(name=event["name"])
`;

/** A project with requirements, and with a virtualenv of Python 3.11 that contains them. */
async function project(scratch: string): Promise<string> {
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, "app.py"), APP);
  await writeFile(join(folder, "requirements.txt"), "jinja2\n");
  const { python } = pythonOf("3.11");
  await run(python, ["-m", "venv", "--without-pip", join(folder, ".venv")]);
  const wheels = [cachedWheel("jinja2-*"), cachedWheel("markupsafe-*cp311*x86_64*")];
  const site = join(folder, ".venv/lib/python3.11/site-packages");
  await run(python, ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", site, ...wheels]);
  return folder;
}

// One browser after another: two instances of WebKitGTK disturb each other.
test.describe.configure({ mode: "default" });

for (const name of ["Firefox", "WebKitGTK"] as const) {
  test.describe(`in ${name}`, () => {
    test.slow();
    let engine: Engine;
    test.beforeEach(async ({ site }) => {
      engine = await Engine.start(name);
      await engine.driver.get(site.url);
    });
    test.afterEach(async ({ browserName: _ }, { status, expectedStatus, attach }) => {
      try {
        if (status !== expectedStatus) {
          await attach("page", { body: await engine.picture(), contentType: "image/png" });
        }
      } finally {
        await engine.stop();
      }
    });

    test("a project folder with its virtualenv: two clicks, and the package answers", async ({ scratch }) => {
      await engine.drop(await project(scratch));
      await engine.holds("#handler", "app.handler");
      // The target gets the Python of the virtualenv.
      await engine.holds("#runtime", "python3.11");
      await engine.click("Press");
      await engine.shows("[data-testid=codesha256]", /^[\w+/]{43}=$/);
      const zip = join(scratch, "function.zip");
      await writeFile(zip, await engine.downloaded("a[download]"));
      const invocation = { python: "3.11", handler: "app.handler", event: { name: "you" } };
      expect(await invoke(zip, invocation)).toBe("Hello you");
    });

    test("settings, a fix, an edit, the picture, and the command that deploys it", async ({ scratch }) => {
      const files = {
        "app.py": "import pandas\nimport six\n\n\ndef run(event, context):\n    return 1\n",
        "wheelpress.toml":
          'runtime = "python3.12"\nhandler = "app.run"\nfunction = "orders"\nregion = "eu-central-1"\n',
      };
      for (const [file, text] of Object.entries(files)) await writeFile(join(scratch, file), text);
      await engine.drop(...Object.keys(files).map((file) => join(scratch, file)), cachedWheel("six-*"));
      await engine.holds("#runtime", "python3.12");
      // The card above the findings appears later, and moves them.
      await engine.shows(".commands", /pip download/);
      await engine.click("It comes with a layer");
      await engine.shows(".overrides", /pandas: comes with a layer/);
      // The new plan moves what is below it.
      await engine.find(By.xpath("//button[normalize-space()='Press']"));

      await engine.press(By.css("#editor-heading"));
      await engine.shows(".editor-list", /app\.py/);
      const focus = "document.querySelector('.editor-code').shadowRoot?.querySelector('.cm-content')?.focus();";
      const isThere = "return document.querySelector('.editor-code')?.shadowRoot?.activeElement != null";
      await expect.poll(() => engine.driver.executeScript(focus + isThere)).toBe(true);
      await engine.driver.actions().sendKeys("(").perform();
      await engine.shows(".editor-problems", /Line \d/);
      await engine.click("Undo the changes of app.py");
      await expect.poll(async () => (await engine.driver.findElements(By.css(".editor-problems"))).length).toBe(0);

      await engine.press(By.css("#picture-heading"));
      await engine.shows(".picture", /six/);
      await engine.click("Leave out six");
      await engine.shows(".picture [role=status]", /six is left out/);
      await engine.press(By.css(".picture [role=status] button"));

      await engine.click("Press");
      await engine.shows("[data-testid=codesha256]", /^[\w+/]{43}=$/);
      await engine.press(By.css("#deploy-heading"));
      await engine.click("By hand", "label");
      await engine.shows(".deploy-form", /aws lambda update-function-code[\s\S]*orders/);
    });

    test("a function is deployed with credentials", async ({ scratch, lambda }) => {
      const mark = `def lambda_handler(event, context):\n    return "${name} ${scratch}"\n`;
      await writeFile(join(scratch, "lambda_function.py"), mark);
      await engine.drop(join(scratch, "lambda_function.py"));
      await engine.holds("#handler", "lambda_function.lambda_handler");
      await engine.click("Press");
      await engine.shows("[data-testid=codesha256]", /^[\w+/]{43}=$/);
      await engine.press(By.css("#deploy-heading"));
      await engine.click("Endpoints of your own", "summary");
      await engine.fill("Lambda endpoint", lambda.proxy.url);
      await engine.fill("Credentials", exportLines(lambda.moto.keys));
      await engine.click("Use credentials");
      await engine.shows(".deploy", /Signing as/);
      await engine.click("More", "summary");
      await engine.fill("Functions", "hello");
      await engine.click("Deploy");
      await engine.shows(".deploy", /Deployed: Lambda holds exactly these bytes/);
      const codeSha256 = await (await engine.css("[data-testid=codesha256]")).getText();
      await engine.shows(".deploy", new RegExp(codeSha256.replace(/[+/=]/g, "\\$&")));
    });
  });
}
