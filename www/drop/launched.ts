/** Files that the operating system opens with the installed page (File Handling API, `launchQueue`). */

/** The part of the interface that is used here. The types of the DOM do not have it. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void;
}

/**
 * Calls `take` with the files of each launch, including launches before this call. Files that do not exist any more are
 * omitted.
 */
export function onLaunch(take: (files: File[]) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(async ({ files = [] }) => {
    const opened = await Promise.allSettled(files.map((handle) => handle.getFile()));
    const there = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (there.length > 0) take(there);
  });
}
