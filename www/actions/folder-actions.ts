import { topName } from "../common/item-path";
import { type Folder, handleFolder } from "../drop/folder";
import { keepFolders, keptFolders } from "../drop/kept-folders";
import { type Dropped, readDropped } from "../drop/read";
import { rescanFolder } from "../drop/rescan-folder";
import { watchFolders } from "../drop/watch";
import { asDropped } from "../state/edits";
import type { PageStore } from "../state/page";
import type { Actions } from "../ui/actions";

/** Reads the listed files into the page, as `readActions` does. */
export type Read = (list: (signal: AbortSignal) => Promise<Dropped>) => Promise<void>;

interface Picker {
  showDirectoryPicker?(options: { id: string }): Promise<FileSystemDirectoryHandle>;
}

interface WithPermission {
  /** Chromium only. */
  requestPermission?(descriptor: { mode: "read" }): Promise<PermissionState>;
}

/** Folders whose handles are known. They can be opened again after a reload, and watched. */
export class Folders {
  readonly #store: PageStore;
  readonly #read: Read;
  /** The folders among the sources, by name. */
  readonly #handles = new Map<string, FileSystemDirectoryHandle>();
  /** The names of those that were read by their handle alone. */
  readonly #partial = new Set<string>();
  #watching = new AbortController();
  /** The folders that were last removed, and whether they were watched. */
  #removed: { folders: FileSystemDirectoryHandle[]; wereWatched: boolean } = { folders: [], wereWatched: false };

  constructor(store: PageStore, read: Read) {
    this.#store = store;
    this.#read = read;
    this.#watching.abort();
    void keptFolders().then((kept) =>
      store.dispatch({ type: "folders", change: { again: kept.map(({ name }) => name) } }),
    );
    // A folder that is no longer a source is not watched.
    store.subscribe((state, previous) => {
      if (state.items === previous.items) return;
      const names = new Set(state.items.map(({ path }) => topName(path)));
      if (previous.lost && !state.lost) this.#restore(names);
      const gone = [...this.#handles.values()].filter(({ name }) => !names.has(name) && state.reading.drops === 0);
      if (gone.length === 0) return;
      this.#removed = { folders: gone, wereWatched: !this.#watching.signal.aborted };
      for (const { name } of gone) this.#handles.delete(name);
      this.#announce();
    });
  }

  /** Remembers the folders of a drop or a pick, and keeps their handles for the next visit. */
  add(folders: Folder[]): void {
    const known = folders.flatMap(({ handle, isPartial = false }) => (handle ? [{ handle, isPartial }] : []));
    if (known.length === 0) return;
    for (const { handle, isPartial } of known) {
      this.#handles.set(handle.name, handle);
      if (isPartial) this.#partial.add(handle.name);
      else this.#partial.delete(handle.name);
    }
    void keepFolders([...this.#handles.values()]);
    this.#announce();
  }

  actions(): Pick<Actions, "pickFolder" | "openAgain" | "watch"> {
    const { showDirectoryPicker } = globalThis as Picker;
    return {
      // Other browsers can only use the file input.
      ...(showDirectoryPicker && { pickFolder: () => void this.#pick(showDirectoryPicker) }),
      openAgain: () => void this.#openAgain(),
      watch: (on) => void this.#watch(on),
    };
  }

  async #pick(show: NonNullable<Picker["showDirectoryPicker"]>): Promise<void> {
    // It rejects when the user cancels.
    const folder = await show.call(globalThis, { id: "source" }).catch(() => undefined);
    if (folder) await this.#open([folder]);
  }

  async #openAgain(): Promise<void> {
    const kept = await keptFolders();
    const allowed: FileSystemDirectoryHandle[] = [];
    const denied: string[] = [];
    for (const folder of kept) {
      const answer = await (folder as WithPermission).requestPermission?.({ mode: "read" }).catch(() => "denied");
      if (answer === undefined || answer === "granted") allowed.push(folder);
      else denied.push(folder.name);
    }
    if (denied.length > 0) this.#store.dispatch({ type: "read", items: [], unreadable: denied, empty: [] });
    if (allowed.length > 0) await this.#open(allowed);
  }

  async #open(folders: FileSystemDirectoryHandle[]): Promise<void> {
    const onCount = (files: number) => this.#store.dispatch({ type: "counted", files });
    const listed = folders.map(handleFolder);
    const later = listed.map((folder) => Promise.resolve(folder));
    await this.#read((signal) => readDropped(later, { onCount, signal }));
    this.add(listed);
  }

  /** Knows the removed folders again, after the user has undone their removal. */
  #restore(names: Set<string>): void {
    const { folders, wereWatched } = this.#removed;
    const back = folders.filter(({ name }) => names.has(name) && !this.#handles.has(name));
    if (back.length === 0) return;
    for (const folder of back) this.#handles.set(folder.name, folder);
    this.#announce();
    if (wereWatched) void this.#watch(true);
  }

  #announce(): void {
    const isWatching = !this.#watching.signal.aborted && this.#handles.size > 0;
    if (!isWatching) this.#watching.abort();
    const known = [...this.#handles.keys()];
    const partial = known.filter((name) => this.#partial.has(name));
    this.#store.dispatch({ type: "folders", change: { known, partial, isWatching } });
    // The set of folders has changed: the watch starts again.
    if (isWatching) void this.#watch(true);
  }

  async #watch(on: boolean): Promise<void> {
    this.#watching.abort();
    const { dispatch } = this.#store;
    const folders = [...this.#handles.values()];
    const known = [...this.#handles.keys()];
    if (on && folders.length > 0) this.#watching = new AbortController();
    const { signal } = this.#watching;
    dispatch({ type: "folders", change: { known, isWatching: !signal.aborted } });
    if (signal.aborted) return;
    try {
      await watchFolders(folders, () => this.#look(folders, signal), signal);
    } catch {
      // The folder is gone, or permission was taken away.
      if (!signal.aborted) dispatch({ type: "folders", change: { isWatching: false } });
      this.#watching.abort();
    }
  }

  async #look(folders: FileSystemDirectoryHandle[], signal: AbortSignal): Promise<void> {
    for (const folder of folders) {
      const before = asDropped(this.#store.state, folder.name);
      const items = await rescanFolder(folder, before, signal);
      if (items && !signal.aborted) this.#store.dispatch({ type: "changedOnDisk", name: folder.name, items });
    }
  }
}
