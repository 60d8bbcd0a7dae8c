import { yieldToPage } from "../common/yield-to-page";
import { fetchFromUrl, urlFilename } from "../drop/fetch-url";
import { collectDropped } from "../drop/folder";
import { onLaunch } from "../drop/launched";
import { type Dropped, readDropped, readPicked } from "../drop/read";
import type { PageStore } from "../state/page";
import type { Actions } from "../ui/actions";
import { Folders } from "./folder-actions";

/** Takes the files that the operating system opens with the page. */
export function takeLaunched(store: PageStore): void {
  onLaunch((files) => takeFiles(store, files));
}

/** Takes files that another program hands over. */
export function takeFiles({ dispatch }: PageStore, files: File[]): void {
  const items = files.map((file) => ({ path: file.name, file }));
  dispatch({ type: "reading" });
  dispatch({ type: "read", items, unreadable: [], empty: [] });
}

/**
 * Fetches wheels and zips from addresses. Those that cannot be fetched are listed, so that the user can download and
 * drop them.
 */
export async function takeUrls({ dispatch }: PageStore, addresses: string[]): Promise<void> {
  for (const address of addresses) {
    dispatch({ type: "reading" });
    const item = await fetchFromUrl(address);
    const unreadable = item ? [] : [urlFilename(address) ?? address];
    dispatch({ type: "read", items: item ? [item] : [], unreadable, empty: [] });
  }
}

/** Reads what is dropped or picked. `clear` also cancels reading. */
export function readActions(
  store: PageStore,
): Pick<Actions, "drop" | "pick" | "clear" | "stopListing" | "pickFolder" | "openAgain" | "watch"> {
  const { dispatch } = store;
  let reading = new AbortController();

  const read = async (list: (signal: AbortSignal) => Promise<Dropped>) => {
    const { signal } = reading;
    dispatch({ type: "reading" });
    try {
      const dropped = await list(signal);
      // With many files, listing the last of them and taking all of them are separate tasks.
      await yieldToPage();
      if (!signal.aborted) dispatch({ type: "read", ...dropped });
    } catch {
      // Reading rejects only after `clear`, which has reset the state.
    }
  };

  const folders = new Folders(store, read);

  return {
    ...folders.actions(),
    drop(transfer) {
      const dropped = collectDropped(transfer);
      const onCount = (files: number) => dispatch({ type: "counted", files });
      if (dropped.length === 0) return;
      void read((signal) => readDropped(dropped, { onCount, signal })).then(async () => {
        const read = await Promise.all(dropped);
        folders.add(read.flatMap((one) => ("list" in one ? [one] : [])));
      });
    },
    pick(files) {
      const picked = readPicked(files);
      void read(async () => picked);
    },
    stopListing() {
      reading.abort();
      reading = new AbortController();
      dispatch({ type: "listingStopped" });
    },
    clear() {
      reading.abort();
      reading = new AbortController();
      dispatch({ type: "cleared" });
    },
  };
}
