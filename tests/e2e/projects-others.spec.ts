/** Repositories whose functions are stated by other tools than SAM, from the drop to the folder with the builds. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { drop } from "./drop.ts";
import { write } from "./project-fixture.ts";
import { expect, test } from "./test.ts";
import { wheel } from "./zip.ts";

const HANDLER = "import demo\n\n\ndef handler(event, context):\n    return demo.__name__\n";

interface Repository {
  files: Record<string, string>;
  /** The functions by id, and some of the files that each ships. */
  ships: Record<string, string[]>;
}

/** By the file that states the functions. */
const REPOSITORIES: Record<string, Repository> = {
  "serverless.yml": {
    files: {
      "serverless.yml": `service: shop
provider: {name: aws, runtime: python3.13}
package: {individually: true, patterns: ['!**', 'src/**']}
functions:
  list: {handler: src/orders.handler}
  add: {handler: src/orders.handler, architecture: arm64}
`,
      "src/orders.py": HANDLER,
      "requirements.txt": "demo\n",
    },
    ships: { list: ["src/orders.py", "demo.py"], add: ["src/orders.py", "demo.py"] },
  },
  "zappa_settings.json": {
    files: {
      "zappa_settings.json": JSON.stringify({
        dev: { lambda_handler: "shop.app.handler", runtime: "python3.13", s3_bucket: "b", exclude: ["tests"] },
        production: { extends: "dev", project_name: "shop" },
      }),
      "shop/__init__.py": "",
      "shop/app.py": HANDLER,
      "tests/test_app.py": "",
      "requirements.txt": "demo\n",
    },
    ships: {
      dev: ["shop/app.py", "zappa_settings.py", "demo.py"],
      production: ["shop/app.py", "zappa_settings.py", "demo.py"],
    },
  },
  ".chalice/config.json": {
    files: {
      ".chalice/config.json": JSON.stringify({ version: "2.0", app_name: "hello", stages: { dev: {} } }),
      "app.py": "from chalicelib import db\nimport demo\n\n\ndef app(event, context):\n    return db.x\n",
      "chalicelib/__init__.py": "",
      "chalicelib/db.py": "x = 1\n",
      "requirements.txt": "demo\n",
      "tests/test_app.py": "",
    },
    ships: { hello: ["app.py", "chalicelib/db.py", "demo.py"] },
  },
};

/** Returns the names of the files in a zip, after Python has checked all of them. */
function namesIn(path: string): string[] {
  const script =
    "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint('\\n'.join(z.namelist()))";
  return execFileSync("python3", ["-c", script, path], { encoding: "utf8" }).trim().split("\n");
}

for (const [statement, { files, ships }] of Object.entries(REPOSITORIES)) {
  test(`a repository with ${statement} is pressed`, async ({ page, site, scratch }) => {
    await page.goto(site.url);
    const demo = wheel({ name: "demo" });
    const repository = await write(join(scratch, "repository"), { ...files, [`wheels/${demo.fileName}`]: demo.data });
    await drop(page.getByRole("main"), [repository]);
    const card = page.getByRole("region", { name: /^Functions of/ });
    await expect(card).toContainText(`repository/${statement}`);
    await card.getByRole("button", { name: /^Press (all|it)$/ }).click();
    const count = Object.keys(ships).length;
    await expect(card).toContainText(`${count} of ${count} pressed`);
    const event = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download build.zip" }).click();
    const path = join(scratch, "build.zip");
    await (await event).saveAs(path);
    const names = namesIn(path);
    for (const [id, paths] of Object.entries(ships)) {
      const own = names.filter((name) => name.startsWith(`.aws-sam/build/${id}/`));
      const relative = own.map((name) => name.slice(`.aws-sam/build/${id}/`.length));
      for (const path of paths) expect(relative).toContain(path);
      expect(relative.filter((name) => name.startsWith("tests/") || name.endsWith(".whl"))).toEqual([]);
    }
    expect(names.filter((name) => name.endsWith(statement))).toEqual([]);
  });
}
