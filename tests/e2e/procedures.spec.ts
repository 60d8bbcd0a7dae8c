/**
 * The procedures of AWS's guide to Python packages, each through the page: a real drop, a download, and a real start.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { invoke, unpack } from "./lambda.ts";
import { png } from "./png.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, newestPython, pillow, pythonOf, tools } from "./tools.ts";

const run = promisify(execFile);
const python = newestPython();
const offline = ["--no-index", "--find-links", tools.wheels, "--quiet", "--disable-pip-version-check"];

const thumbnail = `
import base64, io, os
import PIL
from PIL import Image

def handler(event, context):
    image = Image.open(io.BytesIO(base64.b64decode(event["image"])))
    image.thumbnail((16, 16))
    out = io.BytesIO()
    image.save(out, "PNG")
    return {
        "size": image.size,
        "image": base64.b64encode(out.getvalue()).decode(),
        "pillow": os.path.relpath(PIL.__file__, os.environ["LAMBDA_TASK_ROOT"]),
    }
`;
const event = { image: png(64, 48).toString("base64") };

function expectThumbnail(answer: { size: number[]; image: string; pillow: string }) {
  expect(answer.size).toEqual([16, 12]);
  // The IHDR chunk of the PNG states its size.
  const image = Buffer.from(answer.image, "base64");
  expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([16, 12]);
  expect(answer.pillow, "Pillow comes from the package").toBe("PIL/__init__.py");
}

async function write(folder: string, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

let press: PressPage;
test.beforeEach(async ({ page, site }) => {
  await page.goto(site.url);
  press = new PressPage(page);
});

test("function.py alone", async ({ scratch }) => {
  const file = join(scratch, "function.py");
  await writeFile(file, "def handler(event, context):\n    return f\"Hello {event['name']}\"\n");
  await press.drop(file);
  await press.target({ python, handler: "function.handler" });
  const { zip, name, unzippedSize } = await press.pressAndDownload(scratch);
  expect(name).toBe("function.zip");
  const entries = await unpack(zip, join(scratch, "unpacked"), python);
  expect(entries.map((entry) => entry.path)).toEqual(["function.py"]);
  expect(unzippedSize).toBe(entries[0]?.size);
  expect(await invoke(zip, { python, handler: "function.handler", event: { name: "Ada" } })).toBe("Hello Ada");
});

test("function.py and the Pillow wheel", async ({ scratch }) => {
  const file = join(scratch, "function.py");
  await writeFile(file, thumbnail);
  await press.drop(file, pillow(python));
  await press.target({ python, handler: "function.handler" });
  const { zip } = await press.pressAndDownload(scratch);
  expectThumbnail(await invoke(zip, { python, handler: "function.handler", event }));
});

test("function.py and a tree made by pip install --target", async ({ scratch }) => {
  const tree = join(scratch, "package");
  // Compiled, as pip does by default: __pycache__ must not ship.
  await run(pythonOf(python).python, ["-m", "pip", "install", ...offline, "--target", tree, "jinja2", "pydantic"]);
  const file = join(scratch, "function.py");
  const source = `
import jinja2
from pydantic import BaseModel

class Order(BaseModel):
    dish: str
    count: int

def handler(event, context):
    order = Order(**event)
    return jinja2.Template("{{ order.count }} {{ order.dish }}").render(order=order)
`;
  await writeFile(file, source);
  await press.drop(file, tree);
  await press.target({ python, handler: "function.handler" });
  const { zip } = await press.pressAndDownload(scratch);
  const paths = (await unpack(zip, join(scratch, "unpacked"), python)).map((entry) => entry.path);
  expect(paths).toContain("jinja2/__init__.py");
  expect(paths.filter((path) => path.includes("__pycache__"))).toEqual([]);
  const answer = await invoke(zip, { python, handler: "function.handler", event: { dish: "soup", count: "2" } });
  expect(answer).toBe("2 soup");
});

test("function.py and a virtualenv with Pillow", async ({ scratch }) => {
  const venv = join(scratch, "my_virtual_env");
  await run(pythonOf(python).python, ["-m", "venv", venv]);
  await run(join(venv, "bin/python"), ["-m", "pip", "install", ...offline, pillow(python)]);
  const file = join(scratch, "function.py");
  await writeFile(file, thumbnail);
  await press.drop(file, venv);
  await press.target({ python, handler: "function.handler" });
  const { zip } = await press.pressAndDownload(scratch);
  const paths = (await unpack(zip, join(scratch, "unpacked"), python)).map((entry) => entry.path);
  const tops = new Set(paths.map((path) => path.split("/")[0]));
  // No files of the virtualenv itself: no bin, no pip, no pyvenv.cfg, no lib/python3.x above the libraries.
  const version = pillow(python).match(/pillow-([^-]+)-/)?.[1];
  expect([...tops].sort()).toEqual(["PIL", "function.py", `pillow-${version}.dist-info`, "pillow.libs"]);
  expectThumbnail(await invoke(zip, { python, handler: "function.handler", event }));
});

test("an existing function.zip and a newer function.py", async ({ scratch }) => {
  const old = join(scratch, "old");
  await mkdir(join(old, "templates"), { recursive: true });
  await writeFile(join(old, "function.py"), "def handler(event, context):\n    return 'old'\n");
  await writeFile(join(old, "helper.py"), "text = 'helper of the zip'\n");
  await writeFile(join(old, "templates/a.txt"), "kept\n");
  const existing = join(scratch, "existing.zip");
  await run("zip", ["-q", "-r", existing, "."], { cwd: old });
  const file = join(scratch, "function.py");
  const source = `
import helper

def handler(event, context):
    return ["new", helper.text, open("templates/a.txt").read()]
`;
  await writeFile(file, source);
  await press.drop(existing, file);
  await press.target({ python, handler: "function.handler" });
  const { zip } = await press.pressAndDownload(scratch);
  const answer = await invoke(zip, { python, handler: "function.handler", event: {} });
  expect(answer).toEqual(["new", "helper of the zip", "kept\n"]);
});

test("a folder is the root of the package", async ({ scratch }) => {
  const app = join(scratch, "app");
  const files: Record<string, string> = {
    "lambda_function.py": "from lib.work import work\n\ndef lambda_handler(event, context):\n    return work()\n",
    "lib/__init__.py": "",
    "lib/work.py": "def work():\n    return open('data/héllo wörld.txt').read()\n",
    "data/héllo wörld.txt": "found",
    "tool.sh": "#!/bin/sh\n",
    "notes.log": "not shipped",
    "keep.log": "shipped",
    ".lambdaignore": "*.log\n!keep.log\n",
    ".git/config": "not shipped",
    "node_modules/x/index.js": "not shipped",
    ".venv/pyvenv.cfg": "home = /usr\n",
    ".venv/lib/python3.13/site-packages/never.py": "",
    "lib/__pycache__/work.cpython-313.pyc": "not shipped",
  };
  await write(app, files);
  await press.drop(app);
  await expect(press.handler, "suggested from the module at the root").toHaveValue("lambda_function.lambda_handler");
  await press.target({ python });
  const { zip } = await press.pressAndDownload(scratch);
  const entries = await unpack(zip, join(scratch, "unpacked"), python);
  const found = Object.fromEntries(entries.map(({ path, mode }) => [path, (mode & 0o777).toString(8)]));
  expect(found).toMatchObject({
    "data/héllo wörld.txt": "644",
    "keep.log": "644",
    "lambda_function.py": "644",
    "lib/__init__.py": "644",
    "lib/work.py": "644",
    "tool.sh": "755",
  });
  for (const path of Object.keys(found)) expect(path).not.toMatch(/notes\.log|\.git|node_modules|venv|__pycache__/);
  expect(await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("found");
});

test("a layer has everything under python/", async ({ page, site, scratch }) => {
  await press.drop(cachedWheel("jinja2-*"), cachedWheel(`markupsafe-*-cp${python.replace(".", "")}-manylinux*x86_64`));
  await press.target({ kind: "Layer", python });
  const layer = await press.pressAndDownload(scratch);
  expect(layer.name).toBe("layer.zip");
  const entries = await unpack(layer.zip, join(scratch, "unpacked"), python);
  expect(entries.length).toBeGreaterThan(20);
  expect(entries.filter((entry) => !entry.path.startsWith("python/"))).toEqual([]);

  await page.goto(site.url);
  const file = join(scratch, "function.py");
  const source = 'import jinja2\n\ndef handler(event, context):\n    return jinja2.Template("{{ 6 * 7 }}").render()\n';
  await writeFile(file, source);
  await press.drop(file);
  await press.target({ kind: "Function", python, handler: "function.handler" });
  // The size of the layers shows that the function has layers, which may contain the imports.
  await page.getByText("Advanced").click();
  await page.getByLabel("Layers' unzipped size").fill(String(layer.unzippedSize));
  await expect.poll(async () => (await press.findings()).join()).toContain("import-missing");
  const { zip } = await press.pressAndDownload(scratch);
  const answer = await invoke(zip, { python, handler: "function.handler", event: {}, layers: [layer.zip] });
  expect(answer).toBe("42");
});

test("a project beside the function, which it requires by its folder", async ({ scratch }) => {
  await write(scratch, {
    "api/lambda_function.py":
      "from shared import text\n\ndef lambda_handler(event, context):\n    return text.hello()\n",
    "api/requirements.txt": "-e ../shared\n",
    "shared/pyproject.toml": "[project]\nname = 'shared'\nversion = '1'\n",
    "shared/src/shared/text.py": "def hello():\n    return 'installed'\n",
    "shared/tests/test_text.py": "raise SystemExit\n",
  });
  await press.drop(join(scratch, "api"), join(scratch, "shared"));
  await press.target({ python });
  const { zip } = await press.pressAndDownload(scratch);
  const entries = await unpack(zip, join(scratch, "unpacked"), python);
  expect(entries.map(({ path }) => path)).toEqual([
    "lambda_function.py",
    "requirements.txt",
    "shared-1.dist-info/METADATA",
    "shared/text.py",
  ]);
  expect(await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("installed");
});
