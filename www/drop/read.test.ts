import assert from "node:assert/strict";
import { test } from "node:test";
import { collectDropped, entryFolder } from "./folder";
import { readDropped, readPicked } from "./read";

type Tree = { [name: string]: Tree | File | Error };

/** A folder as a browser provides it: a hundred children at a time, asynchronously. */
function entryOf(path: string, content: Tree | File | Error): FileSystemEntry {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (content instanceof File || content instanceof Error) {
    const file = (resolve: (file: File) => void, reject: (error: Error) => void) =>
      queueMicrotask(() => (content instanceof File ? resolve(content) : reject(content)));
    return { isFile: true, isDirectory: false, name, fullPath: path, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = Object.entries(content).map(([child, inside]) => entryOf(`${path}/${child}`, inside));
    return {
      readEntries: (resolve: (entries: FileSystemEntry[]) => void) =>
        queueMicrotask(() => resolve(left.splice(0, 100))),
    };
  };
  return { isFile: false, isDirectory: true, name, fullPath: path, createReader } as unknown as FileSystemEntry;
}

const file = new File([], "");
const folder = async (path: string, tree: Tree) => entryFolder(entryOf(path, tree) as FileSystemDirectoryEntry);

test("a folder with more children than one batch arrives whole, in order", async () => {
  const names = Array.from({ length: 250 }, (_, index) => `m${String(index).padStart(3, "0")}.py`);
  const tree = Object.fromEntries([...names].reverse().map((name) => [name, file]));
  let counted = 0;
  const onCount = (files: number) => {
    counted += files;
  };
  const { items } = await readDropped([folder("/app", tree)], { onCount });
  assert.deepEqual(
    items.map((item) => item.path),
    names.map((name) => `app/${name}`),
  );
  assert.equal(counted, 250);
});

test("paths are as dropped, however deep", async () => {
  const dropped = [folder("/app", { lib: { "a.py": file, deep: { "b.py": file } } }), new File([], "c.py")];
  const { items } = await readDropped(dropped);
  assert.deepEqual(
    items.map((item) => item.path),
    ["app/lib/a.py", "app/lib/deep/b.py", "c.py"],
  );
});

test("a file without an entry is taken by its name", async () => {
  const { items } = await readDropped([new File(["x"], "six.whl")]);
  assert.deepEqual(
    items.map((item) => item.path),
    ["six.whl"],
  );
});

test(".git is not opened, and does not fill a folder", async () => {
  const git = { HEAD: file };
  const { items, empty } = await readDropped([
    folder("/app", { ".git": git, "a.py": file, pkg: { __pycache__: { "a.pyc": file }, ".git": git } }),
    folder("/bare", { ".git": git }),
  ]);
  assert.deepEqual(
    items.map((item) => item.path),
    ["app/a.py", "app/pkg/__pycache__/a.pyc"],
  );
  assert.deepEqual(empty, ["bare"]);
});

test("a file that cannot be read is named, and the rest of the drop is unharmed", async () => {
  const { items, unreadable } = await readDropped([folder("/app", { "a.py": file, "gone.py": new Error("gone") })]);
  assert.equal(items.length, 1);
  assert.deepEqual(unreadable, ["app/gone.py"]);
});

test("an aborted reading rejects", async () => {
  await assert.rejects(readDropped([folder("/app", { "a.py": file })], { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
});

test("picked files keep their relative path and are not asked for their size", () => {
  const picked = (name: string, webkitRelativePath: string) => ({
    name,
    webkitRelativePath,
    get size(): number {
      throw new Error("asked for the size");
    },
  });
  const files = [picked("b.py", "app/lib/b.py"), picked("HEAD", "app/.git/HEAD"), picked("a.whl", "")];
  const { items } = readPicked(files as unknown as File[]);
  assert.deepEqual(
    items.map((item) => item.path),
    ["a.whl", "app/lib/b.py"],
  );
});

test("folders are read by handle where the browser has them, and by entry where it refuses", async () => {
  const handle = {
    kind: "directory",
    name: "app",
    async *values() {
      yield { kind: "file", name: "by-handle.py", getFile: async () => file };
    },
  };
  const entry = entryOf("/app", { "by-entry.py": file });
  const transfer = (getAsFileSystemHandle: unknown) => {
    const item = { kind: "file", webkitGetAsEntry: () => entry, getAsFile: () => file, getAsFileSystemHandle };
    return { items: [item, { kind: "string" }] } as unknown as DataTransfer;
  };
  const first = async (getAsFileSystemHandle: unknown) =>
    (await readDropped(collectDropped(transfer(getAsFileSystemHandle)))).items.map((item) => item.path);
  assert.deepEqual(await first(async () => handle), ["app/by-handle.py"]);
  assert.deepEqual(await first(async () => Promise.reject(new Error("too private"))), ["app/by-entry.py"]);
  assert.deepEqual(await first(undefined), ["app/by-entry.py"]);
});
