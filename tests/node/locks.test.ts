/**
 * The locks that `resolve` writes: pip and uv install the chosen distributions from them, and dropping them again gives
 * the same choice.
 */
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { startWheelIndex, type WheelIndex } from "../e2e/servers/wheel-index.ts";
import { cachedWheel, newestPython, pythonOf, tools } from "../e2e/tools.ts";
import { project, run, scratchFolder } from "./project.ts";

type Api = typeof import("../../www/node/index.ts");

const python = newestPython();
const target = { kind: "function", runtime: `python${python}`, architecture: "x86_64" } as const;
const HANDLER = "def handler(event, context):\n    return 1\n";

let api: Api;
let index: WheelIndex;
before(async () => {
  index = await startWheelIndex();
  api = (await import(pathToFileURL(join(await project(), "node_modules/wheelpress/node.js")).href)) as Api;
});
after(() => index.stop());

const text = (path: string, contents: string) => ({ path, file: new File([contents], basename(path)) });

/** Prints the upload times in a lock, as `packaging` reads them. */
const TIMES = `
import json, sys, tomllib
from packaging.pylock import Pylock
lock = Pylock.from_dict(tomllib.loads(open(sys.argv[1]).read()))
print(json.dumps([str(wheel.upload_time) for package in lock.packages for wheel in package.wheels]))
`;

interface Choice {
  requirements: () => string;
  /** Wheels that are dropped, too. */
  wheels?: string[];
  /** Whether uv would need the password. */
  isPrivate?: boolean;
}

const SETS: Record<string, Choice> = {
  "one library": { requirements: () => "requests\n" },
  "extras and markers": {
    requirements: () =>
      "pyjwt[crypto]\nhttpx[brotli]\ncolorama; sys_platform == 'win32'\nsix; platform_machine == 'x86_64'\n",
  },
  "pinned and limited": { requirements: () => "jinja2<4\nurllib3>=2,!=2.0.0\nflask\n" },
  "two indexes": {
    requirements: () => `--index-url ${index.address("html")}\n--extra-index-url ${index.address("json")}\nflask\n`,
  },
  "a private index": {
    isPrivate: true,
    requirements: () =>
      `--index-url ${index.address("html")}\n--extra-index-url ${index.address("private").replace("//", "//me:secret@")}\nflask\n`,
  },
  "an address of its own": {
    requirements: () => `six @ ${index.origin}/json/files/${basename(cachedWheel("six-*"))}\nidna\n`,
  },
  "a wheel that was dropped": { requirements: () => "jinja2\n", wheels: ["jinja2-*"] },
};

/** Returns the distributions that are installed in a folder, each as normalised `name-version`. */
async function installed(folder: string): Promise<string[]> {
  const infos = (await readdir(folder)).filter((name) => name.endsWith(".dist-info"));
  return infos
    .map((name) =>
      name
        .replace(".dist-info", "")
        .replaceAll(/[-_.]+/g, "-")
        .toLowerCase(),
    )
    .sort();
}

for (const [name, { requirements, wheels = [], isPrivate = false }] of Object.entries(SETS)) {
  test(`locks of ${name} are taken by uv, pip, and this program again`, async () => {
    const packager = await api.createPackager({ workers: 1 });
    try {
      const folder = await scratchFolder();
      const dropped = await api.itemsFrom(wheels.map(cachedWheel));
      const app = [text("app/function.py", HANDLER), ...dropped];
      const first = await packager.resolve([...app, text("app/requirements.txt", requirements())], target, {
        defaultIndex: index.address("json"),
      });
      assert.deepEqual(
        first.findings.filter(({ severity }) => severity === "error"),
        [],
      );
      assert.ok(first.lock);
      const { pylock, requirements: hashed } = first.lock;
      assert.ok(!`${pylock}${hashed}`.includes("secret"));
      const chosen = [...first.items.map(({ path }) => path), ...wheels.map((one) => basename(cachedWheel(one)))];
      const expected = chosen.map((path) =>
        path
          .split("-")
          .slice(0, 2)
          .join("-")
          .replaceAll(/[-_.]+/g, "-")
          .toLowerCase(),
      );
      expected.sort();
      // The lock names a dropped wheel by its file, beside the lock.
      await mkdir(join(folder, "wheels"));
      for (const { path, file } of [...first.items, ...dropped]) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        await writeFile(join(folder, "wheels", basename(path)), bytes);
        if (wheels.length > 0) await writeFile(join(folder, basename(path)), bytes);
      }
      await writeFile(join(folder, "pylock.toml"), pylock);
      await writeFile(join(folder, "requirements.txt"), hashed);

      // The times that the index stated. An HTML index states no time (PEP 700).
      const times = await run([tools.python, "-c", TIMES, "pylock.toml"], folder);
      const told = (JSON.parse(times.stdout || "[]") as string[]).filter((time) => time !== "None");
      const tellsAll = !requirements().includes("/html/") && !requirements().includes(" @ ");
      assert.ok(told.length === first.items.length || !tellsAll, times.stdout + times.stderr);
      assert.ok(told.every((time) => time === "2026-01-01 00:00:00+00:00"));

      const uv = [join(dirname(tools.python), "uv"), "pip", "install", "--no-config", "--no-cache", "--quiet"];
      const of = [
        "--python",
        pythonOf(python).python,
        "--python-platform",
        "x86_64-manylinux_2_34",
        "--target",
        "by-uv",
      ];
      if (!isPrivate) {
        const byUv = await run([...uv, ...of, "-r", "pylock.toml"], folder);
        assert.deepEqual(byUv, { code: 0, stdout: "", stderr: "" });
        assert.deepEqual(await installed(join(folder, "by-uv")), expected);
      }
      const pip = [pythonOf(python).python, "-m", "pip", "install", "--isolated", "--no-cache-dir", "--quiet"];
      const safe = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--target", "by-pip"];
      const from = ["--index-url", index.address("json"), "--find-links", "wheels"];
      const byPip = await run(
        [...pip, "--disable-pip-version-check", ...safe, ...from, "-r", "requirements.txt"],
        folder,
      );
      assert.equal(byPip.code, 0, byPip.stderr);
      assert.deepEqual(await installed(join(folder, "by-pip")), expected);

      for (const lock of [text("app/pylock.toml", pylock), text("app/requirements.txt", hashed)]) {
        const again = await packager.resolve([...app, lock], target, {
          defaultIndex: index.address("json"),
          logins: [{ index: index.address("private"), user: "me", password: "secret" }],
        });
        assert.deepEqual(
          again.findings.filter(({ severity }) => severity === "error"),
          [],
        );
        assert.equal(again.lock?.requirements, hashed, lock.path);
        const timesOf = (text = "") => text.match(/upload-time = .*/g) ?? [];
        if (lock.path.endsWith(".toml")) assert.deepEqual(timesOf(again.lock?.pylock), timesOf(pylock));
        const options = { allowErrors: true };
        const made = await packager.pack(
          [...app, lock, ...first.items],
          { ...target, handler: "function.handler" },
          options,
        );
        const anew = await packager.pack(
          [...app, lock, ...again.items],
          { ...target, handler: "function.handler" },
          options,
        );
        assert.deepEqual(
          made.findings.filter(({ severity }) => severity === "error"),
          [],
        );
        assert.equal(anew.codeSha256, made.codeSha256);
      }
    } finally {
      packager.close();
    }
  });
}
