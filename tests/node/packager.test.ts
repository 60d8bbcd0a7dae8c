/** createPackager and items from the disk, in Node. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, open, readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { cachedWheel } from "../e2e/tools.ts";
import { project, scratchFolder } from "./project.ts";

type Api = typeof import("../../www/node/index.ts");

const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
const source = "def handler(event, context):\n    return 1\n";

let npm: string;
let api: Api;
before(async () => {
  npm = join(await project(), "node_modules/wheelpress");
  api = (await import(pathToFileURL(join(npm, "node.js")).href)) as Api;
});

/** Runs `work` with a packager that is closed at the end. */
async function withPackager<T>(work: (packager: Awaited<ReturnType<Api["createPackager"]>>) => Promise<T>): Promise<T> {
  const packager = await api.createPackager({ workers: 1 });
  try {
    return await work(packager);
  } finally {
    packager.close();
  }
}

/** Returns the items by path, each with its size or the reason why it cannot be read. */
async function contents(paths: string | string[]): Promise<Record<string, number | string>> {
  const items = await api.itemsFrom(paths);
  const entries = items.map(async ({ path, file }) => {
    const read = await file.arrayBuffer().catch((error: Error) => error.message);
    if (typeof read !== "string") assert.equal(read.byteLength, file.size);
    return [path, typeof read === "string" ? read : read.byteLength] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

test("items have the names of what was given, and all that is in it", async () => {
  const folder = await scratchFolder();
  const file = async (path: string, text = path) => {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await file("app/function.py", source);
  await file("app/empty", "");
  await file("app/.hidden/a");
  await file("app/.git/HEAD");
  await file("app/lib/.git/HEAD");
  await file("app/.gitignore");
  await file("other/b.py");
  await file("lib.whl");
  await symlink("../other", join(folder, "app/linked"));
  await symlink("..", join(folder, "app/lib/up"));
  await symlink(join(folder, "app"), join(folder, "other/app"));
  await symlink("nowhere", join(folder, "app/gone"));
  await symlink("me@host.1:2", join(folder, "app/.#function.py"));
  await symlink("ring", join(folder, "app/ring"));
  execFileSync("mkfifo", [join(folder, "app/pipe")]);
  const app = {
    "app/.gitignore": 14,
    "app/.hidden/a": 13,
    "app/empty": 0,
    "app/function.py": 42,
    // The folder that is the target of the link contains a link back.
    "app/linked/b.py": 10,
  };
  assert.deepEqual(await contents(join(folder, "app")), app);
  const skipped: string[] = [];
  await api.itemsFrom(join(folder, "app"), { onSkip: (path, reason) => skipped.push(`${path}: ${reason}`) });
  const nowhere = "it is a link to what is not there";
  assert.deepEqual(skipped.sort(), [
    `app/.#function.py: ${nowhere}`,
    `app/gone: ${nowhere}`,
    "app/pipe: it is neither a file nor a folder",
    `app/ring: ${nowhere}`,
  ]);
  assert.deepEqual(await contents([`${folder}/app/../app/`, join(folder, "app")]), app, "the same twice is one");
  assert.deepEqual(await contents([join(folder, "lib.whl"), join(folder, "other/b.py")]), { "b.py": 10, "lib.whl": 7 });
  assert.deepEqual(await contents([]), {});
});

test("paths that cannot be given are refused by their name", async () => {
  const folder = await scratchFolder();
  for (const name of ["a", "b"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "x.py"), "");
  }
  const check = async (paths: string[], code: string, message: RegExp) =>
    assert.rejects(api.itemsFrom(paths), (error: Error & { code?: string }) => {
      assert.ok(error instanceof api.PackagerError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.ok(error.hint);
      return true;
    });
  await check(
    [join(folder, "nope")],
    "file-unreadable",
    /^".*\/nope" cannot be read: there is no such file or folder$/,
  );
  await check(["relative/nope"], "file-unreadable", /^"relative\/nope" cannot be read/);
  await check([join(folder, "a/x.py/y")], "file-unreadable", /cannot be read: /);
  await check(["/"], "file-unreadable", /it is the root of a disk$/);
  await check(["/dev/null"], "file-unreadable", /it is neither a file nor a folder$/);
  await check(
    ["a", "b"].map((name) => join(folder, name, "x.py")),
    "path-conflict",
    /has the name of ".*\/a\/x.py"$/,
  );
  const mistaken = (given: unknown, message: string) =>
    assert.rejects(api.itemsFrom(given as string), { name: "PackagerError", code: "invalid-option", message });
  await mistaken(undefined, '"paths" is undefined, not a path or a list of paths');
  await mistaken([folder, 5], '"paths[1]" is 5, not a path');
  await mistaken([pathToFileURL(folder)], '"paths[0]" is a URL, not a path');
  await mistaken(pathToFileURL(folder), '"paths" is a URL, not a path or a list of paths');
  await assert.rejects(api.fileFrom(pathToFileURL(folder) as never), { code: "invalid-option" });
  await assert.rejects(api.createPackager({ worker: { plann: "x" } as never }), { code: "invalid-option" });
  await assert.rejects(api.fileFrom(folder), { code: "file-unreadable" });
  await assert.rejects(api.itemsFrom(folder, { signal: AbortSignal.abort() }), { name: "AbortError" });
  // The root user can list all folders.
  if (process.getuid?.() !== 0) {
    await chmod(join(folder, "a"), 0);
    await check([folder], "file-unreadable", /^".*\/a" cannot be read: /);
  }
});

test("files of the disk are blobs like others", async () => {
  const folder = await scratchFolder();
  const path = join(folder, "digits.txt");
  await writeFile(path, "0123456789");
  await utimes(path, 1_700_000_000, 1_700_000_000);
  const file = await api.fileFrom(path);
  assert.ok(file instanceof File);
  assert.deepEqual([file.name, file.size, file.lastModified], ["digits.txt", 10, 1_700_000_000_000]);
  const check = async (blob: Blob, expected: string) => {
    assert.equal(blob.size, expected.length);
    assert.equal(await blob.text(), expected);
    assert.equal(await new Response(blob.stream()).text(), expected);
  };
  await check(file, "0123456789");
  await check(file.slice(), "0123456789");
  await check(file.slice(2, 5), "234");
  await check(file.slice(2, 5).slice(1), "34");
  await check(file.slice(-3), "789");
  await check(file.slice(-3, -1), "78");
  await check(file.slice(5, 2), "");
  await check(file.slice(8, 100), "89");
});

test("a file that changes or goes after it was given is named", async () => {
  const folder = await scratchFolder();
  const check = async (change: (path: string) => Promise<unknown>, message: RegExp) => {
    const path = join(folder, "app/function.py");
    await mkdir(join(folder, "app"), { recursive: true });
    await writeFile(path, source);
    const items = await api.itemsFrom(join(folder, "app"));
    await change(path);
    const refused = await withPackager((packager) =>
      packager.pack(items, target).then(
        () => assert.fail("it was packed"),
        (error) => error,
      ),
    );
    assert.equal(refused.code, "file-unreadable");
    assert.match(refused.message, message);
  };
  const { rm } = await import("node:fs/promises");
  await check((path) => rm(path), /app\/function.py" cannot be read: .*ENOENT/);
  await check((path) => writeFile(path, source.replace("1", "2")), /app\/function.py" cannot be read: it has changed/);
  await check((path) => writeFile(path, `${source}#`), /app\/function.py" cannot be read: it has changed/);
  await check((path) => writeFile(path, ""), /app\/function.py" cannot be read: it has changed/);
});

test("large files are read by ranges", async () => {
  const folder = await scratchFolder();
  const size = 3 * 2 ** 30;
  for (const name of ["data.bin", "six-1.0-py3-none-any.whl", "old.zip"]) {
    const file = await open(join(folder, name), "w");
    await file.truncate(size);
    await file.close();
  }
  const items = await api.itemsFrom((await readdir(folder)).map((name) => join(folder, name)));
  const before = process.memoryUsage().rss;
  const { findings } = await withPackager((packager) => packager.plan(items, target));
  assert.ok(
    findings.some(({ code }) => code === "wheel-unreadable"),
    JSON.stringify(findings),
  );
  assert.ok(process.memoryUsage().rss - before < 400 << 20, "it would be gigabytes");
});

test("blobs of Node are items too", async (t) => {
  const folder = await scratchFolder();
  const path = join(folder, "function.py");
  await writeFile(path, source);
  const { openAsBlob } = await import("node:fs");
  const files = { disk: await api.fileFrom(path), memory: new Blob([source]), opened: await openAsBlob(path) };
  const wheel = cachedWheel("six-*");
  const wheels = { disk: await api.fileFrom(wheel), opened: await openAsBlob(wheel) };
  const hashes = await withPackager(async (packager) => {
    const all: string[] = [];
    for (const file of Object.values(files)) {
      for (const wheel of Object.values(wheels)) {
        const items = [
          { path: "function.py", file },
          { path: "six-1.17.0-py2.py3-none-any.whl", file: wheel },
        ];
        all.push((await packager.pack(items, target)).codeSha256);
      }
    }
    return all;
  });
  assert.equal(hashes.length, 6);
  assert.deepEqual(new Set(hashes), new Set([hashes[0]]));
  t.diagnostic(hashes[0] ?? "");
});

test("modules and scripts are taken from where the options say", async () => {
  const names = await readdir(npm);
  const file = (pattern: RegExp) => join(npm, names.find((name) => pattern.test(name)) ?? "");
  const wasm = { plan: file(/^plan-.*wasm$/), press: pathToFileURL(file(/^press-.*wasm$/)) };
  const worker = { plan: pathToFileURL(file(/^plan-worker/)), press: file(/^press-worker/) };
  const items = [{ path: "function.py", file: new Blob([source]) }];
  const press = async (options: Parameters<Api["createPackager"]>[0]) => {
    const packager = await api.createPackager({ workers: 1, ...options });
    try {
      return (await packager.pack(items, target)).codeSha256;
    } finally {
      packager.close();
    }
  };
  const expected = await press({});
  assert.ok((await api.loadWasm(wasm.press)) instanceof WebAssembly.Module);
  assert.equal(await press({ wasm, worker }), expected);
  const { readFile } = await import("node:fs/promises");
  const bytes = await readFile(wasm.plan);
  assert.equal(
    await press({ wasm: { plan: bytes, press: await WebAssembly.compile(await readFile(wasm.press)) } }),
    expected,
  );

  const check = (options: Parameters<Api["createPackager"]>[0], code: string, message: string) =>
    assert.rejects(press(options), (error: Error & { code?: string; hint?: string }) => {
      assert.ok(error.message.includes(message), error.message);
      assert.ok(error.hint);
      assert.equal(error.code, code);
      return true;
    });
  await check({ wasm: { press: join(npm, "gone.wasm") } }, "start-failed", join(npm, "gone.wasm"));
  await check({ wasm: { plan: join(npm, "package.json") } }, "start-failed", join(npm, "package.json"));
  await check({ wasm: { plan: new Uint8Array(8) } }, "start-failed", "the bytes given");
  await check({ worker: { plan: join(npm, "gone.js") } }, "start-failed", pathToFileURL(join(npm, "gone.js")).href);
  await check({ worker: { press: join(npm, "README.md") } }, "start-failed", "README.md");
  const start = () => ({}) as Worker;
  await check({ worker: { plan: start } }, "invalid-option", '"worker.plan"');
  await check({ workers: 0 }, "invalid-option", '"workers"');
});

test("a file of the package is read, from the disk or out of a wheel", async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, "app.py"), source);
  const items = await api.itemsFrom([join(folder, "app.py"), cachedWheel("six-*")]);
  await withPackager(async (packager) => {
    const text = async (path: string) => (await packager.read(items, target, path)).text();
    assert.equal(await text("app.py"), source);
    assert.match(await text("six.py"), /^# Copyright .* Benjamin Peterson/);
    const record = (await packager.plan(items, target)).entries.find(({ path }) => path.endsWith("/RECORD"));
    assert.match(await text(record?.path ?? ""), /^six\.py,sha256=/m);
    await assert.rejects(packager.read(items, target, "nowhere.py"), {
      code: "file-unreadable",
      message: '"nowhere.py" cannot be read: it is not in the package',
    });
    const left = { leaveOut: { paths: ["six.py"] } };
    await assert.rejects(packager.read(items, target, "six.py", left), { code: "file-unreadable" });
    await assert.rejects(packager.read(items, target, "six.py", { leaveOut: { paths: "six.py" } as never }), {
      code: "invalid-option",
      message: /"leaveOut\.paths"/,
    });
  });
});
