import { useEffect, useRef, useState } from "preact/hooks";
import { type Download, existingPackageOf, type PressedOutcome } from "../state/page";
import { t } from "../texts/language";
import type { CompareProps } from "../ui/lazy-view";
import { ProblemNote } from "../ui/problem-note";
import { ComparisonView } from "./comparison-view";

/** Compares a pressed package with an older zip, its manifest or a CodeSha256. */
export function CompareCard({ state, actions }: CompareProps) {
  const { pressing, comparing } = state;
  const card = useRef<HTMLElement>(null);
  const [name, setName] = useState("");
  const [hash, setHash] = useState("");
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  const downloads = outcomes
    .filter((one): one is PressedOutcome => "downloads" in one)
    .flatMap(({ downloads }) => downloads);
  const chosen = downloads.find((download) => download.name === name) ?? downloads[0];
  const isOver = useDrop(card, (file) => chosen && actions.compare(chosen, file), chosen);
  if (!chosen) return null;
  const existing = existingPackageOf(state);
  const original = state.items.find(({ path }) => path === existing)?.file;
  return (
    <section ref={card} class={isOver ? "card compare over" : "card compare"} aria-labelledby="compare-heading">
      <h2 id="compare-heading">{t("Compare")}</h2>
      <p class="note">
        {t(
          "What changed since an older package, and why its hash moved. Drop a zip or a manifest here, or paste what Lambda shows.",
        )}
      </p>
      {downloads.length > 1 && <PackageSelect downloads={downloads} chosen={chosen} onChoose={setName} />}
      <div class="pickers">
        <label class="button">
          {t("Choose a zip or manifest")}
          <input
            class="visually-hidden"
            type="file"
            accept=".zip,.json"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) actions.compare(chosen, file);
              event.currentTarget.value = "";
            }}
          />
        </label>
        {original instanceof File && (
          <button type="button" onClick={() => actions.compare(chosen, original, "the original")}>
            {t("With the original")}
          </button>
        )}
      </div>
      <form
        class="hash"
        onSubmit={(event) => {
          event.preventDefault();
          if (hash.trim() !== "") actions.compare(chosen, hash);
        }}
      >
        <div class="field">
          <label for="compare-hash">CodeSha256</label>
          <input
            id="compare-hash"
            class="code"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={hash}
            onInput={(event) => setHash(event.currentTarget.value)}
          />
        </div>
        <button type="submit">{t("Compare")}</button>
      </form>
      <div class="status" role="status">
        {comparing.status === "comparing" && (
          <p class="note late">{t("Comparing with {name}…", { name: t(comparing.name) })}</p>
        )}
        {comparing.status === "failed" && <ProblemNote problem={comparing.problem} />}
        {comparing.status === "compared" && (
          <ComparisonView comparison={comparing.comparison} of={comparing.of} name={comparing.name} />
        )}
      </div>
    </section>
  );
}

function PackageSelect({
  downloads,
  chosen,
  onChoose,
}: {
  downloads: Download[];
  chosen: Download;
  onChoose(name: string): void;
}) {
  return (
    <div class="field">
      <label for="compare-which">{t("Package")}</label>
      <select id="compare-which" value={chosen.name} onChange={(event) => onChoose(event.currentTarget.value)}>
        {downloads.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/**
 * Files that can be compared: checked by type during a drag, and by name when dropped. Other files are left to the
 * window.
 */
const TYPE = /zip|json/;
const NAME = /\.(zip|json)$/i;

/** Takes a file that is dropped on the card, before the window does. Returns whether such a file is dragged over it. */
function useDrop(
  card: { current: HTMLElement | null },
  drop: (file: File) => void,
  // A dependency of the effect, because `drop` depends on it.
  chosen: Download | undefined,
): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const element = card.current;
    if (!element) return;
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const accept = (event: DragEvent) => {
      const [only, ...others] = event.dataTransfer?.items ?? [];
      if (only?.kind !== "file" || !TYPE.test(only.type) || others.length > 0) return;
      event.preventDefault();
      setOver(true);
    };
    element.addEventListener("dragenter", accept, options);
    element.addEventListener("dragover", accept, options);
    element.addEventListener("dragleave", () => setOver(false), options);
    element.addEventListener(
      "drop",
      (event) => {
        setOver(false);
        const [file, ...others] = event.dataTransfer?.files ?? [];
        if (!file || !NAME.test(file.name) || others.length > 0) return;
        event.preventDefault();
        drop(file);
      },
      options,
    );
    return () => listening.abort();
  }, [chosen]);
  return isOver;
}
