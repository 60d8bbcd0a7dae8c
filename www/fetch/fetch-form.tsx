import type { RefObject, TargetedEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IDLE_TIMEOUT, type LockReason } from "../common/session-times";
import type { BuildDefinition, Missing } from "../packager/types";
import type { Fetching } from "../state/fetching";
import { plural, t } from "../texts/language";
import { TextField } from "../ui/deploy/text-field";
import { formatNoun, formatSize } from "../ui/format";
import type { FetchActions } from "./actions";
import { ageOf, MAX_DAYS, recallAge, rememberAge } from "./age";
import { guessedLine, type statementOf, typedRequirements } from "./typed";

interface Props {
  fetching: Fetching;
  index: string;
  /** The index that asked for a user name or refused one, if any did. */
  refused: string | null;
  missing: Missing;
  /**
   * Whether files state requirements. "stated": the typed requirements are added to them. "locked": nothing is added to
   * a lock.
   */
  statement: ReturnType<typeof statementOf>;
  /** As `functions` of `FetchRequest`. */
  functions: BuildDefinition[] | null;
  /** As in the properties of the card. */
  locked: LockReason | null;
  actions: FetchActions;
}

/** Fetches the missing libraries from an index when its button is pressed. */
export function FetchForm({ fetching, index, refused, missing, statement, functions, locked, actions }: Props) {
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [days, setDays] = useState(recallAge);
  const [loginIndex, setLoginIndex] = useState<string | null>(null);
  const loginFor = loginIndex ?? refused ?? index;
  const guessed = statement === "locked" ? "" : guessedLine(missing);
  const [typed, setTyped] = useState<string | null>(null);
  const offersTyping = statement === "none" || (statement === "stated" && (typed ?? guessed) !== "");
  const isRunning = fetching.status === "fetching";
  const named = [
    ...new Set(
      missing.needs.flatMap(({ index, extraIndexes }) => [...(extraIndexes ?? []), ...(index ? [index] : [])]),
    ),
  ];
  const forget = () => {
    for (const field of [user.current, password.current]) if (field) field.value = "";
  };
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keepOpen = () => {
    clearTimeout(idle.current);
    idle.current = setTimeout(forget, IDLE_TIMEOUT);
  };
  useEffect(() => () => clearTimeout(idle.current), []);
  useEffect(() => {
    if (locked) forget();
  }, [locked]);
  const isInvalid = index !== "" && !isAddress(index);
  const fetch = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isRunning) return;
    if (isInvalid) {
      event.currentTarget.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    keepOpen();
    const login = { index: loginFor, user: user.current?.value ?? "", password: password.current?.value ?? "" };
    rememberAge(days);
    actions.fetch({
      requirements: offersTyping ? typedRequirements(typed ?? guessed) : [],
      besides: statement === "stated",
      functions,
      named,
      login: (login.user || login.password) && isAddress(loginFor) ? login : null,
      minimumAgeDays: days,
    });
  };
  return (
    <form autocomplete="off" onSubmit={fetch}>
      {offersTyping && (
        <TextField
          label={statement === "stated" ? t("Besides what your files require") : t("Libraries")}
          value={typed ?? guessed}
          placeholder="pandas requests"
          note={t("As in a requirements file, with spaces between them.")}
          onInput={setTyped}
        />
      )}
      <TextField
        label={t("Index")}
        value={index}
        placeholder="https://…/simple/"
        isInvalid={isInvalid}
        note={
          isInvalid
            ? t("This is no address: write it with https://.")
            : `${t("It is asked for names and versions of libraries, and for nothing of your function.")} ${order(named)}`
        }
        onInput={actions.index}
      />
      <details>
        <summary>{t("Password, age")}</summary>
        <LoginFields
          user={user}
          password={password}
          index={loginFor}
          onIndex={setLoginIndex}
          onInput={keepOpen}
          onForget={forget}
        />
        <div class="field">
          <label for="index-age">{t("Uploaded at least so many days ago")}</label>
          <input
            id="index-age"
            type="number"
            min={0}
            max={MAX_DAYS}
            value={days || ""}
            placeholder="0"
            onInput={(event) => setDays(ageOf(event.currentTarget.value))}
          />
        </div>
        <p class="note">
          {t(
            "Most faulty or malicious uploads are found within days. An index that states no times of upload offers nothing then. The age of what a lock file names is not checked.",
          )}
        </p>
      </details>
      <div class="press">
        {isRunning ? (
          <button type="button" onClick={actions.cancel}>
            {t("Cancel")}
          </button>
        ) : (
          <button type="submit" class="accent">
            {t("Fetch")}
          </button>
        )}
        {isRunning && <ProgressBar fetching={fetching} />}
      </div>
    </form>
  );
}

const isAddress = (text: string) => /^https?:/.test(text) && URL.canParse(text);

interface LoginProps {
  user: RefObject<HTMLInputElement | null>;
  password: RefObject<HTMLInputElement | null>;
  /** The index that receives the user name and the password. */
  index: string;
  onIndex: (index: string) => void;
  onInput: () => void;
  onForget: () => void;
}

/** A user name and a password. They are stored only in these fields. */
function LoginFields({ user, password, index, onIndex, onInput, onForget }: LoginProps) {
  return (
    <>
      <div class="field">
        <label for="index-user">{t("User name")}</label>
        <input id="index-user" ref={user} class="code" type="text" autocomplete="off" onInput={onInput} />
      </div>
      <div class="field">
        <label for="index-password">{t("Password or token")}</label>
        <input id="index-password" ref={password} class="code" type="password" autocomplete="off" onInput={onInput} />
      </div>
      <TextField
        label={t("For the index")}
        value={index}
        note={
          index === "" || isAddress(index)
            ? t("They go to this index alone, and are stored nowhere.")
            : t("This is no address, so nobody gets them: write it with https://.")
        }
        onInput={onIndex}
      />
      <button type="button" class="bare" onClick={onForget}>
        {t("Forget them")}
      </button>
    </>
  );
}

/** A sentence that states which index is asked first. */
function order(stated: string[]): string {
  const others = t("The first index that knows a name is the only one asked.");
  if (stated.length === 0) return `${t("Indexes that your files name come first.")} ${others}`;
  const first = plural(
    stated.length,
    "Your files name {indexes}, which is asked first.",
    "Your files name {indexes}, which are asked first.",
    { indexes: stated.join(", ") },
  );
  return `${first} ${others}`;
}

function ProgressBar({ fetching }: { fetching: Extract<Fetching, { status: "fetching" }> }) {
  const { progress } = fetching;
  const isKnown = progress !== null && progress.total > 0;
  return (
    <div class="progress">
      <label for="fetch-progress">{isKnown ? t("Fetching") : t("Choosing")}</label>
      <span class="bytes" title={formatNoun(progress?.done ?? 0, "byte")}>
        {isKnown ? t("{done} of {total}", { done: formatSize(progress.done), total: formatSize(progress.total) }) : "…"}
      </span>
      <progress id="fetch-progress" {...(isKnown && { value: progress.done, max: progress.total })} />
    </div>
  );
}
