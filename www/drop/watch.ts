/**
 * Detects that folders may have changed: with the browser's observer if there is one, otherwise by a scan every second.
 */

/** Milliseconds between two scans, if there is no observer. */
const INTERVAL = 1000;
/**
 * The pause between two scans is at least this many times as long as the last scan took, so that large folders are
 * scanned less often.
 */
const SHARE = 4;
/** Milliseconds of waiting after a change, since editors change several files in a row. */
const QUIET = 150;

/** The part of the File System Observer interface that is used here. TypeScript's types do not have it yet. */
interface Observer {
  observe(handle: FileSystemHandle, options: { recursive: boolean }): Promise<void>;
  disconnect(): void;
}

type ObserverClass = new (callback: () => void) => Observer;

/**
 * Calls `look` once, and again whenever the folders may have changed, until `signal` is aborted. One call ends before
 * the next begins. If `look` rejects, watching ends with that error.
 */
export async function watchFolders(
  folders: FileSystemDirectoryHandle[],
  look: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const changes = await observe(folders, signal);
  while (!signal.aborted) {
    const start = performance.now();
    await look();
    const took = performance.now() - start;
    await (changes?.next() ?? pause(Math.max(INTERVAL, took * SHARE), signal));
    if (changes) await pause(QUIET, signal);
  }
}

/** The changes that the browser reports. Undefined if the browser cannot observe the folders. */
async function observe(
  folders: FileSystemDirectoryHandle[],
  signal: AbortSignal,
): Promise<{ next(): Promise<void> } | undefined> {
  const { FileSystemObserver } = globalThis as { FileSystemObserver?: ObserverClass };
  if (!FileSystemObserver) return undefined;
  let hasChanged = false;
  let wake = () => {};
  const observer = new FileSystemObserver(() => {
    hasChanged = true;
    wake();
  });
  try {
    await Promise.all(folders.map((folder) => observer.observe(folder, { recursive: true })));
  } catch {
    // This happens with network file systems, for example.
    observer.disconnect();
    return undefined;
  }
  signal.addEventListener("abort", () => {
    observer.disconnect();
    wake();
  });
  return {
    next: () =>
      new Promise((resolve) => {
        wake = () => {
          hasChanged = false;
          resolve();
        };
        if (hasChanged || signal.aborted) wake();
      }),
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
