import assert from "node:assert/strict";
import { test } from "node:test";
import { collectDropped, entryFolder, type Folder } from "./folder";
import { readDropped, readPicked } from "./read";
import { rescanFolder } from "./rescan-folder";

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
const byEntry = new File([], "by-entry");
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

test("what a handle leaves out is read by its entry", async () => {
  const handleOf = (name: string, children: unknown[]) => ({
    ...{ kind: "directory", name },
    async *values() {
      yield* children;
    },
  });
  const byHandle = new File([], "by-handle");
  const file = (name: string) => ({ kind: "file", name, getFile: async () => byHandle });
  const handle = handleOf("app", [file("a.py"), handleOf("lib", [file("b.py")])]);
  const tree = { "a.py": new Error("slow"), "aux.py": byEntry, aux: { "c.py": byEntry } };
  const read = async (entry: FileSystemEntry) => {
    const item = { kind: "file", webkitGetAsEntry: () => entry, getAsFile: () => byEntry };
    const transfer = { items: [{ ...item, getAsFileSystemHandle: async () => handle }] };
    const folders = collectDropped(transfer as unknown as DataTransfer);
    const { items, unreadable } = await readDropped(folders);
    const [folder] = await Promise.all(folders as Promise<Folder>[]);
    const paths = items.map(({ path, file }) => `${path} ${file === byHandle ? "handle" : "entry"}`);
    return { paths, unreadable, isPartial: folder?.isPartial };
  };
  const listed = ["app/a.py handle", "app/lib/b.py handle"];
  assert.deepEqual(await read(entryOf("/app", { ...tree, lib: { "b.py": byEntry, "link.url": byEntry } })), {
    paths: [
      "app/a.py handle",
      "app/aux.py entry",
      "app/aux/c.py entry",
      "app/lib/b.py handle",
      "app/lib/link.url entry",
    ],
    ...{ unreadable: [], isPartial: undefined },
  });
  // On file:// pages, the entries of a folder cannot be listed.
  const readEntries = (_: unknown, reject: (error: Error) => void) => reject(new Error("EncodingError"));
  const unlistable = { ...entryOf("/app", {}), createReader: () => ({ readEntries }) } as unknown as FileSystemEntry;
  assert.deepEqual(await read(unlistable), { paths: listed, unreadable: [], isPartial: true });
  // A file in place of a folder of the same name.
  const swapped = await read(entryOf("/app", { lib: byEntry }));
  assert.deepEqual(swapped.paths, listed);
});

test("a rescan looks at a file by its entry where the handle leaves it out", async () => {
  let now: File | Error = new File(["1"], "aux.py", { lastModified: 1 });
  const entry = {
    ...{ isFile: true, isDirectory: false, name: "aux.py" },
    file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
      now instanceof File ? resolve(new File([now], now.name, { lastModified: now.lastModified })) : reject(now),
  };
  const folder = { isFile: false, isDirectory: true, name: "app" };
  let unread = [entry];
  const readEntries = (resolve: (entries: unknown[]) => void) => resolve(unread.splice(0));
  const handle = { kind: "directory", name: "app", async *values() {} } as unknown as FileSystemDirectoryHandle;
  const { items } = await readDropped([
    Promise.resolve(
      entryFolder({ ...folder, createReader: () => ({ readEntries }) } as unknown as FileSystemDirectoryEntry),
    ),
  ]);
  unread = [];
  const { signal } = new AbortController();
  assert.equal(items.length, 1);
  assert.equal(await rescanFolder(handle, items, signal), undefined);
  now = new File(["22"], "aux.py", { lastModified: 2 });
  const changed = await rescanFolder(handle, items, signal);
  assert.deepEqual(
    changed?.map(({ path, file }) => [path, file.size]),
    [["app/aux.py", 2]],
  );
  assert.equal(await rescanFolder(handle, changed ?? [], signal), undefined);
  now = new Error("NotFoundError");
  assert.deepEqual(await rescanFolder(handle, changed ?? [], signal), []);
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
  assert.deepEqual(await first(async () => handle), ["app/by-entry.py", "app/by-handle.py"]);
  assert.deepEqual(await first(async () => Promise.reject(new Error("too private"))), ["app/by-entry.py"]);
  assert.deepEqual(await first(undefined), ["app/by-entry.py"]);
});
