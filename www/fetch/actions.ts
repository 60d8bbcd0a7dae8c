/** The user's actions for fetching wheels from indexes. */

import type { Problem } from "../common/problem";
import type { BuildDefinition, Fix, Login } from "../packager/types";

/** What to fetch, and how. Only the age is kept. */
export interface FetchRequest {
  /** Requirements that no file states. */
  requirements: string[];
  /** Whether files also state requirements. Planning then has to know the typed requirements too. */
  besides: boolean;
  /** The functions of a repository to fetch for, each separately; null if the drop is one package. */
  functions: BuildDefinition[] | null;
  /** The addresses of the indexes that files name. */
  named: string[];
  /** The credentials for the index at that address. */
  login: Login | null;
  /** Files that were uploaded within this number of days are not used. */
  minimumAgeDays: number;
}

/** The actions of the card. */
export interface FetchActions {
  /** Changes the index that is used where files name none. */
  index(index: string): void;
  /** Chooses and fetches the missing wheels. */
  fetch(request: FetchRequest): void;
  cancel(): void;
  /** Applies the fix of a finding. */
  fix(fix: Fix): void;
  /** Answers whether requests may be sent to the host that the shown question is about. */
  answer(isAllowed: boolean): void;
  /** Saves a text, such as a lock, under that name. */
  saveText(name: string, text: string): void;
  /** Saves the fetched wheels as a zip of a folder. Resolves with what went wrong, or null. */
  saveWheels(): Promise<Problem | null>;
  /** Returns the bytes of wheels and answers that the browser keeps. */
  cachedBytes(): Promise<number>;
  emptyCache(): Promise<void>;
}
