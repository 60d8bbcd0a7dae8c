/** Files that the system opens with the installed page (File Handling API, `launchQueue`). */

/** What of the interface is used here. The DOM's types have none. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Calls `take` with the files of each launch, also of those before this call. A file that is gone is left out. */
export function onLaunch(take: (files: File[]) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(async ({ files = [] }) => {
    const opened = await Promise.allSettled(files.map((handle) => handle.getFile()));
    const there = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (there.length > 0) take(there);
  });
}
