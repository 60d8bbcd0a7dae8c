/** The folders whose handles are known, as the page shows them. */
export interface FolderState {
  /** The folders of the last visit, which can be opened again. */
  again: string[];
  /** The folders among the sources, which can be watched. */
  known: string[];
  isWatching: boolean;
  /** The number of changes of watched folders. */
  changes: number;
}

/** The state before any folder is known. */
export const noFolders: FolderState = { again: [], known: [], isWatching: false, changes: 0 };
