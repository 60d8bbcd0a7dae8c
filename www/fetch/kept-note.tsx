import { useEffect, useState } from "preact/hooks";
import type { Fetching } from "../state/fetching";
import { t } from "../texts/language";
import { formatSize } from "../ui/format";
import { MISSING_ID } from "../ui/missing-id";
import type { FetchActions } from "./actions";

/** How much the browser keeps, and a button that empties it. `status`: when that changes, it is looked at again. */
export function KeptNote({ status, actions }: { status: Fetching["status"]; actions: FetchActions }) {
  const [bytes, setBytes] = useState(0);
  const look = () => void actions.keptBytes().then(setBytes);
  useEffect(look, [status]);
  const empty = async () => {
    await actions.emptyKept();
    // The button goes with what it emptied.
    document.getElementById(MISSING_ID)?.focus();
    look();
  };
  if (bytes === 0) return null;
  return (
    <p class="note kept">
      {t("The browser keeps {size} of what was fetched, so that it works again without a network.", {
        size: formatSize(bytes),
      })}{" "}
      <button type="button" class="bare" onClick={() => void empty()}>
        {t("Empty it")}
      </button>
    </p>
  );
}
