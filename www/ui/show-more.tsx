import { t } from "../texts/language";
import { formatCount } from "./format";

interface Props {
  isOpen: boolean;
  total: number;
  /** Rows that are shown while it is closed. */
  first: number;
  open(isOpen: boolean): void;
}

/** The button below a list of which the first rows are shown; none if these are all. */
export function ShowMore({ isOpen, total, first, open }: Props) {
  if (total <= first) return null;
  return (
    <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
      {isOpen ? t("Show the first {first}", { first }) : t("Show all {total}", { total: formatCount(total) })}
    </button>
  );
}
