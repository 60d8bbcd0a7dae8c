/** The user's edits that were lost with what they belong to. They can be brought back until the sources change again. */

import { changed } from "./changed";
import { type Edit, type Edited, remove, rename, write } from "./edits";
import type { PageState } from "./page";
import type { PageEvent } from "./page-event";

/** What dropping, removing and clearing change. */
const FIELDS = [
  "items",
  "edits",
  "inLayer",
  "target",
  "chosen",
  "byHand",
  "stated",
  "settings",
  "overrides",
  "handler",
  "suggested",
  "layers",
  "options",
] as const satisfies readonly (keyof PageState)[];

/** The events with which edits are lost unasked, and whether other files replace the edited ones. */
const LOSING: Partial<Record<PageEvent["type"], boolean>> = {
  ...{ read: true, changedOnDisk: true, layersOpened: true },
  ...{ removed: false, cleared: false, example: false, opened: false },
};

/** The state after an event, with the edits that it has lost since the state `before` the event. */
export function withLost(state: PageState, before: PageState, { type }: PageEvent): PageState {
  if (state.items === before.items) return state;
  const isReplaced = LOSING[type] ?? false;
  const kept = new Set(state.edits);
  // What was written to the disk is still there.
  const isSaved = ({ path }: Edit) =>
    before.items.some((item) => item.path === path && before.saved.includes(item.file));
  const lost = type in LOSING ? before.edits.filter((edit) => !kept.has(edit) && !isSaved(edit)) : [];
  if (lost.length === 0) return { ...state, lost: null };
  const paths = lost.map((edit) => edit.path ?? edit.before?.path ?? "");
  const { items, edits } = before;
  // What the event did not change may be chosen anew before the edits are brought back.
  const fields = Object.fromEntries(
    FIELDS.filter((field) => before[field] !== state[field]).map((field) => [field, before[field]]),
  );
  return { ...state, lost: { paths, isReplaced, before: { ...fields, items, edits } } };
}

/** The state with the lost edits: what was removed is there again, and what was dropped again is edited again. */
export function restored(state: PageState): PageState {
  const { lost } = state;
  if (!lost) return state;
  const { isReplaced, before } = lost;
  // The files of the earlier drop may have changed on the disk, and browsers do not read such files.
  const now = isReplaced ? editAgain(state, before) : before;
  return { ...changed({ ...state, ...now }), lost: null };
}

function editAgain(state: Edited, before: Edited): Edited {
  const files = new Map(before.items.map(({ path, file }) => [path, file]));
  const kept = new Set(state.edits);
  let { items, edits }: Edited = state;
  for (const edit of before.edits) {
    if (kept.has(edit)) continue;
    const { path, before: dropped } = edit;
    const file = path === null ? undefined : files.get(path);
    if (dropped && path === null) ({ items, edits } = remove({ items, edits }, dropped.path));
    if (dropped && path !== null) ({ items, edits } = rename({ items, edits }, dropped.path, path));
    // A file that was only renamed has the contents that are on the disk now.
    if (path !== null && file && file !== dropped?.file) ({ items, edits } = write({ items, edits }, path, file));
  }
  return { items, edits };
}
