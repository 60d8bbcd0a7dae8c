/** A dropped folder. It hides which of the browser's two interfaces reads it. */
export interface Folder {
  name: string;
  /** Its handle, if the browser provides one; with it, the folder can be read again. */
  handle?: FileSystemDirectoryHandle;
  /** Whether files may be missing, because only its handle could be read. Known once it was listed. */
  isPartial?: boolean;
  /** Returns its direct children. Rejects if `signal` is aborted. */
  list(signal?: AbortSignal): Promise<Child[]>;
}

/** A folder or a file inside a folder. */
export type Child = { name: string; folder: Folder } | { name: string; file(): Promise<File> };

interface WithHandle {
  /** Chromium only; TypeScript's types do not have it yet. */
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/**
 * The dropped files and folders. Call it before the handler of the drop event returns, because the browser then empties
 * the DataTransfer.
 *
 * Folders are read by handles if the browser provides them, and what their handles leave out is read by entries. In
 * Chromium, `file()` of an entry blocks the page: 20,000 files take nine seconds without a pause, and by handles three
 * seconds with pauses. Listing them a second time by entries takes less than a second. On file:// pages the entries of a
 * folder cannot be listed at all.
 */
export function collectDropped(transfer: DataTransfer): (File | Promise<Folder>)[] {
  const dropped: (File | Promise<Folder>)[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry && isDirectory(entry)) dropped.push(folderOf(entry, (item as WithHandle).getAsFileSystemHandle?.()));
    else if (file) dropped.push(file);
  }
  return dropped;
}

async function folderOf(entry: FileSystemDirectoryEntry, handle?: Promise<FileSystemHandle | null>): Promise<Folder> {
  // A browser may refuse the handle of a folder that it considers private, and still allow the entry to be read.
  const found = await handle?.catch(() => null);
  return found?.kind === "directory" ? wholeFolder(found as FileSystemDirectoryHandle, entry) : entryFolder(entry);
}

const handles = new WeakMap<Blob, FileSystemFileHandle>();

/** The handle that writes to the dropped file, if the browser provided one. */
export function handleOf(file: Blob): FileSystemFileHandle | undefined {
  return handles.get(file);
}

/** The file of a handle. The handle is remembered for `handleOf`. */
export async function keptFile(handle: FileSystemFileHandle): Promise<File> {
  const file = await handle.getFile();
  handles.set(file, handle);
  return file;
}

/**
 * A folder that is read by its handle, and by its entry where the handle leaves something out. In Chromium, a handle does
 * not list names that the browser holds unsafe on any system, such as "aux.py", "a.url" or "10:00.json"
 * (Chromium: `IsSafePathComponent`). An entry lists every name.
 */
function wholeFolder(handle: FileSystemDirectoryHandle, entry: FileSystemDirectoryEntry): Folder {
  const folder: Folder = {
    name: handle.name,
    handle,
    async list(signal) {
      const [children, entries] = await Promise.all([
        childrenOf(handle, signal),
        // Where entries cannot be listed, the handle is all there is.
        entriesOf(entry, signal).catch((): FileSystemEntry[] => {
          folder.isPartial = true;
          return [];
        }),
      ]);
      signal?.throwIfAborted();
      const byName = new Map(entries.map((one) => [one.name, one]));
      const whole = children.map((child): Child => {
        const { name } = child;
        const same = byName.get(name);
        byName.delete(name);
        if (child.kind === "file") return { name, file: () => keptFile(child as FileSystemFileHandle) };
        const inner = child as FileSystemDirectoryHandle;
        return { name, folder: same && isDirectory(same) ? wholeFolder(inner, same) : handleFolder(inner) };
      });
      return [...whole, ...[...byName.values()].flatMap(entryChild)];
    },
  };
  return folder;
}

/** A folder that is read by its handle alone, without the names that a handle leaves out. */
export function handleFolder(handle: FileSystemDirectoryHandle): Folder {
  return {
    name: handle.name,
    handle,
    isPartial: true,
    async list(signal) {
      return (await childrenOf(handle, signal)).map((child) => {
        const { name } = child;
        if (child.kind === "directory") return { name, folder: handleFolder(child as FileSystemDirectoryHandle) };
        return { name, file: () => keptFile(child as FileSystemFileHandle) };
      });
    },
  };
}

async function childrenOf(handle: FileSystemDirectoryHandle, signal?: AbortSignal): Promise<FileSystemHandle[]> {
  const children: FileSystemHandle[] = [];
  for await (const child of handle.values()) {
    signal?.throwIfAborted();
    children.push(child);
  }
  return children;
}

/** A folder that is read by its entry. */
export function entryFolder(entry: FileSystemDirectoryEntry): Folder {
  return {
    name: entry.name,
    list: async (signal) => (await entriesOf(entry, signal)).flatMap(entryChild),
  };
}

async function entriesOf(entry: FileSystemDirectoryEntry, signal?: AbortSignal): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  // A reader returns at most a hundred children per call, and an empty list at the end.
  for (;;) {
    signal?.throwIfAborted();
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

function entryChild(entry: FileSystemEntry): Child[] {
  const { name } = entry;
  if (isDirectory(entry)) return [{ name, folder: entryFolder(entry) }];
  return isFile(entry) ? [{ name, file: () => fileOf(entry) }] : [];
}

const entries = new WeakMap<Blob, FileSystemFileEntry>();

/**
 * Reads a file again that was read by its entry. An entry stays usable after the drop. Undefined if the file was not
 * read by an entry, or is gone.
 */
export async function fileAgain(file: Blob): Promise<File | undefined> {
  const entry = entries.get(file);
  return entry && fileOf(entry).catch(() => undefined);
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  entries.set(file, entry);
  return file;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
