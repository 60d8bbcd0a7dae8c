import { t } from "../texts/language";
import type { Actions } from "./actions";

interface Props {
  isNewer: boolean;
  /** Whether something was dropped. */
  filled: boolean;
  actions: Actions;
}

/** Informs the user that a newer version of the page has been fetched. */
export function NewerNote({ isNewer, filled, actions }: Props) {
  return (
    <div class="newer" role="status">
      {isNewer && (
        <p>
          {t("A newer version of this page is here.")}{" "}
          <button type="button" class="bare" onClick={actions.reload}>
            {t("Open it")}
          </button>{" "}
          {filled && t("What you dropped must be dropped again.")}
        </p>
      )}
    </div>
  );
}
