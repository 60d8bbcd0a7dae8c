/** A dropped folder. It hides which of the browser's two interfaces reads it. */
export interface Folder {
  name: string;
  /** Its handle, if the browser provides one; with it, the folder can be read again. */
  handle?: FileSystemDirectoryHandle;
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
 * Folders are read by handles if the browser provides them. In Chromium, `file()` of an entry blocks the page: 20,000
 * files take nine seconds without a pause, and by handles three seconds with pauses. On file:// pages the entries of a
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
  return found?.kind === "directory" ? handleFolder(found as FileSystemDirectoryHandle) : entryFolder(entry);
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

/** A folder that is read by its handle. */
export function handleFolder(handle: FileSystemDirectoryHandle): Folder {
  return {
    name: handle.name,
    handle,
    async list(signal) {
      const children: Child[] = [];
      for await (const child of handle.values()) {
        signal?.throwIfAborted();
        const { name } = child;
        if (child.kind === "directory") children.push({ name, folder: handleFolder(child) });
        else children.push({ name, file: () => keptFile(child as FileSystemFileHandle) });
      }
      return children;
    },
  };
}

/** A folder that is read by its entry. */
export function entryFolder(entry: FileSystemDirectoryEntry): Folder {
  return {
    name: entry.name,
    async list(signal) {
      const reader = entry.createReader();
      const children: Child[] = [];
      // A reader returns at most a hundred children per call, and an empty list at the end.
      for (;;) {
        signal?.throwIfAborted();
        const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        if (batch.length === 0) return children;
        for (const child of batch) {
          const { name } = child;
          if (isDirectory(child)) children.push({ name, folder: entryFolder(child) });
          else if (isFile(child)) children.push({ name, file: () => fileOf(child) });
        }
      }
    },
  };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
