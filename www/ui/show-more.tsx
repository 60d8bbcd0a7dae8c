import { formatCount } from "./format";

/** Rows that are added at a time: the page draws no more than somebody asks to see. */
const STEP = 500;

/** A list's next length, after a click on its button, and what the button says. */
export function more(shown: number, total: number, first: number): { next: number; label: string } {
  const left = total - shown;
  if (left <= 0) return { next: first, label: `Show the first ${first}` };
  if (left <= STEP) return { next: total, label: `Show all ${formatCount(total)}` };
  return { next: shown + STEP, label: `Show ${STEP} more of ${formatCount(total)}` };
}

/** The button below a list of which the first rows are shown; none if these are all. */
export function ShowMore(props: { shown: number; total: number; first: number; show: (shown: number) => void }) {
  const { shown, total, first, show } = props;
  if (total <= first) return null;
  const { next, label } = more(shown, total, first);
  return (
    <button type="button" class="quiet" aria-expanded={shown >= total} onClick={() => show(next)}>
      {label}
    </button>
  );
}
