import { useLayoutEffect, useRef } from "preact/hooks";
import type { Problem } from "../common/problem";
import type { LockReason } from "../common/session-times";
import type { Finding, Fix, Missing, Resolution } from "../packager/types";
import type { Fetching } from "../state/fetching";
import type { PageState } from "../state/page";
import { planOf } from "../state/page";
import type { LackingRow } from "../state/project-state";
import { roledItems } from "../state/target-choice";
import { t } from "../texts/language";
import { Count } from "../ui/count";
import { FixButton } from "../ui/fix-button";
import { MISSING_ID } from "../ui/missing-id";
import { Name } from "../ui/name";
import { ProblemNote } from "../ui/problem-note";
import type { FetchActions } from "./actions";
import { CacheNote } from "./cache-note";
import { Commands } from "./commands";
import { FetchForm } from "./fetch-form";
import { FetchedList } from "./fetched-list";
import { HostQuestion } from "./host-question";
import { missingOf } from "./missing-of";
import { statementOf } from "./typed";

interface Props {
  state: PageState;
  functions: LackingRow[] | null;
  /**
   * The reason why credentials were last wiped, if they were. Credentials of indexes are wiped together with those of
   * AWS.
   */
  locked: LockReason | null;
  /** Whether the page may send requests to indexes. An air-gapped copy only has the command. */
  canFetch: boolean;
  actions: FetchActions;
}

const NOTHING = missingOf([]);

/** The libraries that are missing, and how to get them: from an index, or by a command. */
export function LibrariesCard({ state, functions, locked, canFetch, actions }: Props) {
  const { fetching, index } = state;
  const missing = functions ? missingOf(functions) : (planOf(state)?.missing ?? NOTHING);
  const { needs } = missing;
  const isMissing = needs.length > 0;
  // In a repository, the files of each function state what it requires.
  const statement = functions ? "locked" : statementOf(roledItems(state));
  const isFetching = fetching.status === "fetching";
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const hadFocus = card.current?.contains(document.activeElement) ?? false;
  // Buttons disappear when their work is done. The focus moves to the heading, so that keyboard users stay in this
  // card.
  useLayoutEffect(() => {
    if (hadFocus && !card.current?.contains(document.activeElement)) heading.current?.focus();
  });
  return (
    <section ref={card} class="card fetch" aria-labelledby={MISSING_ID}>
      <h2 ref={heading} id={MISSING_ID} tabIndex={-1}>
        {isMissing || isFetching ? t("Get the libraries") : t("Fetched libraries")}{" "}
        {isMissing && <Count value={needs.length} />}
      </h2>
      {isMissing && <Needs missing={missing} isLocked={statement === "locked" && canFetch} />}
      {canFetch && (isMissing || isFetching) && (
        <FetchForm
          fetching={fetching}
          index={index}
          refused={refusedBy(fetching)}
          missing={missing}
          statement={statement}
          locked={locked}
          functions={functions?.map(({ definition }) => definition) ?? null}
          actions={actions}
        />
      )}
      {fetching.status === "fetching" && fetching.asked && <HostQuestion asked={fetching.asked} actions={actions} />}
      <div role="alert">
        {fetching.status === "failed" && <ProblemNote problem={fetching.problem} />}
        {fetching.status === "fetched" && (
          <Problems findings={fetching.resolution.findings} onFix={functions ? null : actions.fix} />
        )}
        {isMissing && fetching.status === "fetched" && isEmpty(fetching.resolution) && (
          <p class="note">{t("Nothing was fetched: no file requires what is missing, and no field names it.")}</p>
        )}
      </div>
      {fetching.status === "fetched" && <FetchedList resolution={fetching.resolution} actions={actions} />}
      {isMissing && <Commands missing={missing} legend={canFetch ? t("Or by a command of") : t("Fetch with")} />}
      {canFetch && <CacheNote status={fetching.status} actions={actions} />}
    </section>
  );
}

/**
 * The index that refused access: the index that a user name and a password are for. It may be named by a file and not
 * by the field.
 */
function refusedBy(fetching: Fetching): string | null {
  if (fetching.status !== "fetched") return null;
  const refused = fetching.resolution.findings.find(({ code }) => code === "index-refused");
  return refused?.needs?.[0]?.index ?? null;
}

/** Whether nothing was requested, and nothing says why. */
const isEmpty = ({ items, fetched, findings }: Resolution) =>
  items.length === 0 && fetched.length === 0 && findings.length === 0;

/** A sentence that lists what is missing. */
function Needs({ missing, isLocked }: { missing: Missing; isLocked: boolean }) {
  const { needs } = missing;
  return (
    <p class="note">
      {t("Missing:")}{" "}
      {needs.map(({ requirement }, index) => (
        <>
          {index > 0 && ", "}
          <Name class="code" text={requirement} />
        </>
      ))}
      {". "}
      {needs.some(({ guessed }) => guessed) &&
        (isLocked
          ? t(
              "What only an import asks for is guessed by its name: to fetch it here, lock it with your project's tool.",
            )
          : t("What only an import asks for is guessed by its name: check it first."))}
    </p>
  );
}

/** Maximum number of problems that are shown at first. A broken index may cause one per wheel. */
const SHOWN = 3;

/**
 * The problems of the findings. `onFix` applies the fix of a finding; null if the findings are not about a single
 * package.
 */
function Problems({ findings, onFix }: { findings: Finding[]; onFix: ((fix: Fix) => void) | null }) {
  const notes = findings.map((finding) => (
    <div key={`${finding.path} ${finding.message}`}>
      <ProblemNote problem={problemOf(finding)} />
      {onFix && finding.fix && <FixButton fix={finding.fix} finding={finding} onFix={onFix} />}
    </div>
  ));
  const rest = notes.slice(SHOWN);
  return (
    <>
      {notes.slice(0, SHOWN)}
      {rest.length > 0 && (
        <details>
          <summary>{t("{count} more", { count: rest.length })}</summary>
          {rest}
        </details>
      )}
    </>
  );
}

/** A finding, as a note shows it. */
const problemOf = (finding: Finding): Problem => ({ ...finding, findings: [finding] }) as Problem;
