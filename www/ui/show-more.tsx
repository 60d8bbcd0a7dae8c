import { t } from "../texts/language";
import { formatCount } from "./format";

interface Props {
  isOpen: boolean;
  total: number;
  /** The number of rows that are shown while it is closed. */
  first: number;
  open(isOpen: boolean): void;
}

/** The button below a list of which only the first rows are shown; absent if there are no more. */
export function ShowMore({ isOpen, total, first, open }: Props) {
  if (total <= first) return null;
  return (
    <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
      {isOpen ? t("Show the first {first}", { first }) : t("Show all {total}", { total: formatCount(total) })}
    </button>
  );
}
