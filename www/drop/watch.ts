/** Learning that folders may have changed: by the browser's observer where it has one, else by looking every second. */

/** Milliseconds between two looks, where there is no observer. */
const INTERVAL = 1000;
/** A look takes at most this share of the time: large folders are looked at less often. */
const SHARE = 4;
/** Milliseconds after a change: editors change several files in a row. */
const QUIET = 150;

/** What is used of the File System Observer interface, which TypeScript's types do not have yet. */
interface Observer {
  observe(handle: FileSystemHandle, options: { recursive: boolean }): Promise<void>;
  disconnect(): void;
}

type ObserverClass = new (callback: () => void) => Observer;

/**
 * Calls `look` once, and again whenever the folders may have changed, until `signal` is aborted. One look ends before the
 * next begins. A look that rejects ends it.
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

/** The changes that the browser reports. Undefined where it cannot. */
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
    // File systems of networks, for example.
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
