/** A folder, whichever of the browser's two interfaces shows it. */
export interface Folder {
  name: string;
  list(signal?: AbortSignal): Promise<Child[]>;
}

export type Child = { name: string; folder: Folder } | { name: string; file(): Promise<File> };

interface WithHandle {
  /** Chromium only, and not yet among TypeScript's types. */
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/**
 * The dropped things. They must be taken before the drop event's handler returns:
 * afterwards the browser empties the DataTransfer.
 *
 * Where there are handles, folders are read by them: in Chromium an entry's `file()` keeps the
 * page's thread busy, 20,000 of them for nine seconds in one go, where handles take three without
 * any pause; and on file:// pages the entries of a folder cannot be listed at all.
 */
export function collectDropped(transfer: DataTransfer): (File | Promise<Folder>)[] {
  const taken: (File | Promise<Folder>)[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry && isDirectory(entry)) taken.push(folderOf(entry, (item as WithHandle).getAsFileSystemHandle?.()));
    else if (file) taken.push(file);
  }
  return taken;
}

async function folderOf(entry: FileSystemDirectoryEntry, handle?: Promise<FileSystemHandle | null>): Promise<Folder> {
  // A browser may refuse a handle to what it thinks too private, and still let the entry be read.
  const found = await handle?.catch(() => null);
  return found?.kind === "directory" ? handleFolder(found as FileSystemDirectoryHandle) : entryFolder(entry);
}

function handleFolder(handle: FileSystemDirectoryHandle): Folder {
  return {
    name: handle.name,
    async list(signal) {
      const children: Child[] = [];
      for await (const child of handle.values()) {
        signal?.throwIfAborted();
        const { name } = child;
        if (child.kind === "directory") children.push({ name, folder: handleFolder(child) });
        else children.push({ name, file: () => child.getFile() });
      }
      return children;
    },
  };
}

export function entryFolder(entry: FileSystemDirectoryEntry): Folder {
  return {
    name: entry.name,
    async list(signal) {
      const reader = entry.createReader();
      const children: Child[] = [];
      // A reader hands out a hundred children at most and has to be asked until it has none left.
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
