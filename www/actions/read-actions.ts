import { collectDropped } from "../drop/folder";
import { onLaunch } from "../drop/launched";
import { type Dropped, readDropped, readPicked } from "../drop/read";
import type { PageStore } from "../state";
import type { Actions } from "../ui/actions";

/** Takes the files that the system opens with the page. */
export function takeLaunched({ dispatch }: PageStore): void {
  onLaunch((files) => {
    const items = files.map((file) => ({ path: file.name, file }));
    dispatch({ type: "reading" });
    dispatch({ type: "read", items, unreadable: [], empty: [] });
  });
}

/** Reads what is dropped or picked. `clear` also ends what is being read. */
export function readActions({ dispatch }: PageStore): Pick<Actions, "drop" | "pick" | "clear"> {
  let reading = new AbortController();

  const read = async (list: (signal: AbortSignal) => Promise<Dropped>) => {
    const { signal } = reading;
    dispatch({ type: "reading" });
    try {
      const dropped = await list(signal);
      if (!signal.aborted) dispatch({ type: "read", ...dropped });
    } catch {
      // Reading rejects only after `clear`, which has reset the state.
    }
  };

  return {
    drop(transfer) {
      const dropped = collectDropped(transfer);
      const onCount = (files: number) => dispatch({ type: "counted", files });
      if (dropped.length > 0) void read((signal) => readDropped(dropped, { onCount, signal }));
    },
    pick(files) {
      const picked = readPicked(files);
      void read(async () => picked);
    },
    clear() {
      reading.abort();
      reading = new AbortController();
      dispatch({ type: "cleared" });
    },
  };
}
