import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../common/problem";
import { t } from "../texts/language";
import type { Actions } from "../ui/actions";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { ProblemNote } from "../ui/problem-note";
import { type Content, contentOf, SHOWN } from "./content";
import type { Row } from "./rows";

interface Props {
  row: Row;
  actions: Pick<Actions, "read" | "leaveOut">;
  onClose(): void;
}

type State = { status: "reading" } | { status: "read"; content: Content } | { status: "failed"; problem: Problem };

/** One file: its text or image, and where it comes from. Nothing in it is run, and no HTML is rendered. */
export function Preview({ row, actions, onClose }: Props) {
  const [state, setState] = useState<State>({ status: "reading" });
  const { path, change } = row;
  const isGone = change === "removed";
  useEffect(() => {
    if (isGone) return;
    const reading = new AbortController();
    const show = (next: State) => {
      if (!reading.signal.aborted) setState(next);
    };
    setState({ status: "reading" });
    actions.read(path, reading.signal).then(async (read) => {
      show(
        "problem" in read
          ? { status: "failed", ...read }
          : { status: "read", content: await contentOf(path, read.file) },
      );
    });
    return () => reading.abort();
    // A row of another plan may have different bytes.
  }, [row]);
  return (
    <section class="preview" aria-labelledby="preview-heading">
      <div class="heading-row">
        <h3 id="preview-heading">
          <Name text={path} />
        </h3>
        <button type="button" class="bare" onClick={onClose}>
          {t("Close")}
        </button>
      </div>
      <p class="note">
        <span title={formatNoun(row.size, "byte")}>{formatSize(row.size)}</span>
        {row.distribution && t(", of {distribution}", { distribution: row.distribution })}
        {row.from && t(", from {from}", { from: row.from })}
        {isGone && t(", only in the compared package")}
      </p>
      <div aria-live="polite" class="preview-content">
        {state.status === "failed" && <ProblemNote problem={state.problem} />}
        {state.status === "read" && !isGone && <ContentView content={state.content} path={path} size={row.size} />}
      </div>
      {!isGone && (
        <div>
          <button type="button" onClick={() => actions.leaveOut({ paths: [path] })}>
            {t("Leave it out")}
          </button>
        </div>
      )}
    </section>
  );
}

function ContentView({ content, path, size }: { content: Content; path: string; size: number }) {
  switch (content.kind) {
    case "image":
      return <Image blob={content.blob} path={path} />;
    case "text":
      return (
        <>
          <Code text={content.text} path={path} />
          {!content.isWhole && <p class="note">{t("The first {size}", { size: formatSize(SHOWN) })}</p>}
        </>
      );
    case "binary":
      return (
        <>
          <Code text={content.hex} path={path} />
          <p class="note">
            {size > 256
              ? t("Not a text. The first 256 bytes")
              : t("Not a text. {size}", { size: formatNoun(size, "byte") })}
          </p>
        </>
      );
  }
}

/** A block of code with a tab stop, so that it can be scrolled by keyboard. */
function Code({ text, path }: { text: string; path: string }) {
  return (
    <section class="code-view" aria-label={t("Text of {path}", { path })} tabIndex={0}>
      <pre>{text}</pre>
    </section>
  );
}

function Image({ blob, path }: { blob: Blob; path: string }) {
  const [url, setUrl] = useState("");
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (isBroken) return <p class="note">{t("The browser cannot show this image")}</p>;
  return url ? <img src={url} alt={path} onError={() => setBroken(true)} /> : null;
}
