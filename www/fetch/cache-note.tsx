import { useEffect, useState } from "preact/hooks";
import type { Fetching } from "../state/fetching";
import { t } from "../texts/language";
import { formatSize } from "../ui/format";
import { MISSING_ID } from "../ui/missing-id";
import type { FetchActions } from "./actions";

/** The size of what the browser keeps, and a button that empties it. The size is read again when `status` changes. */
export function CacheNote({ status, actions }: { status: Fetching["status"]; actions: FetchActions }) {
  const [bytes, setBytes] = useState(0);
  const look = () => void actions.cachedBytes().then(setBytes);
  useEffect(look, [status]);
  const empty = async () => {
    await actions.emptyCache();
    // The button disappears when the cache is empty, so the focus moves to the heading.
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
