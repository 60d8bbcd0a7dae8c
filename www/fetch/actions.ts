/** What a user can do about fetching wheels from indexes. */

import type { Problem } from "../common/problem";
import type { Fix, Login, Stated } from "../packager/types";

/** What is fetched, and how; none of it is kept but the age. */
export interface FetchRequest {
  /** Requirements that no file states. */
  requirements: string[];
  /** Whether files say what is required: then planning has to know of those, too. */
  besides: boolean;
  /** What it is fetched for in a repository, each on its own; null where the drop is one package. */
  functions: Stated[] | null;
  /** The addresses of the indexes that files name. */
  named: string[];
  /** What the index asks for that is at that address. */
  login: Login | null;
  /** Nothing that was uploaded within so many days. */
  minimumAgeDays: number;
}

/** What a user can do. */
export interface FetchActions {
  /** Changes the index that is asked where files name none. */
  index(index: string): void;
  /** Chooses and fetches the wheels that are missing. */
  fetch(request: FetchRequest): void;
  cancel(): void;
  /** Does what a finding offers. */
  fix(fix: Fix): void;
  /** Answers whether the host may be asked that the question is about. */
  answer(isAllowed: boolean): void;
  /** Saves a text, as a lock, under that name. */
  saveText(name: string, text: string): void;
  /** Saves the fetched wheels as a zip of a folder. Resolves with what went wrong, or null. */
  saveWheels(): Promise<Problem | null>;
  /** Bytes of wheels and answers that the browser keeps. */
  keptBytes(): Promise<number>;
  emptyKept(): Promise<void>;
}
