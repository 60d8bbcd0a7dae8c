/**
 * Keeps the handles of the last folders in the browser's database, so that they can be opened again. Files are not
 * kept.
 */

const DATABASE = "wheelpress";
const STORE = "folders";
const KEY = "last";

/** The folders of the last visit. Empty if the browser cannot keep handles. */
export async function keptFolders(): Promise<FileSystemDirectoryHandle[]> {
  try {
    const kept: unknown = await run("readonly", (store) => store.get(KEY));
    return Array.isArray(kept) ? kept.filter((one) => one?.kind === "directory") : [];
  } catch {
    return [];
  }
}

/** Keeps these folders in place of the previous ones. Does nothing if the browser cannot keep handles. */
export async function keepFolders(folders: FileSystemDirectoryHandle[]): Promise<void> {
  await run("readwrite", (store) => store.put(folders, KEY)).catch(() => {});
}

async function run(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = (await resultOf(opening)) as IDBDatabase;
  try {
    return await resultOf(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function resultOf(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
