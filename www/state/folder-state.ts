/** The folders whose handles are known, as the page shows them. */
export interface FolderState {
  /** The folders of the last visit, which can be opened again. */
  again: string[];
  /** The folders among the sources, which can be watched. */
  known: string[];
  /** Those among them that were read by their handle alone: the browser leaves out names that it holds unsafe. */
  partial: string[];
  isWatching: boolean;
  /** The number of changes of watched folders. */
  changes: number;
}

/** The state before any folder is known. */
export const noFolders: FolderState = { again: [], known: [], partial: [], isWatching: false, changes: 0 };
