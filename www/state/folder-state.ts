/** The folders that are known by their handles, as the page shows them. */
export interface FolderState {
  /** Those of the last visit, which can be opened again. */
  again: string[];
  /** Those among the sources, which can be watched. */
  known: string[];
  isWatching: boolean;
  /** How often a watched one has changed. */
  changes: number;
}

/** Before any folder is known. */
export const noFolders: FolderState = { again: [], known: [], isWatching: false, changes: 0 };
