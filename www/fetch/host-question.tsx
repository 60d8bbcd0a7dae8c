import { useEffect, useRef } from "preact/hooks";
import type { Asked } from "../state/fetching";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import type { FetchActions } from "./actions";

/**
 * Asks whether files may be fetched from a host. Files are often on another host than the index itself. A page cannot
 * see where a redirect leads before it follows it.
 */
export function HostQuestion({ asked, actions }: { asked: Asked; actions: FetchActions }) {
  const allow = useRef<HTMLButtonElement>(null);
  const { host, isRedirect } = asked;
  useEffect(() => allow.current?.focus(), [host, isRedirect]);
  return (
    <div class="host-question" role="alertdialog" aria-labelledby="host-question">
      {isRedirect ? (
        <p id="host-question">
          {rich(
            "{host} answers that a file lies elsewhere. A browser does not say where until it has asked there: if it is another host, you are asked again before its answer is used. Follow?",
            { host: <b>{host}</b> },
          )}
        </p>
      ) : (
        <p id="host-question">
          {rich("Files lie on {host}, which is not the host of the index. Fetch them from there?", {
            host: <b>{host}</b>,
          })}
        </p>
      )}
      <div class="press">
        <button ref={allow} type="button" class="accent" onClick={() => actions.answer(true)}>
          {isRedirect ? t("Follow") : t("Allow")}
        </button>
        <button type="button" onClick={() => actions.answer(false)}>
          {t("Refuse")}
        </button>
      </div>
    </div>
  );
}
