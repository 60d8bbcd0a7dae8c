import { useState } from "preact/hooks";
import type { Change, Comparison } from "../packager/types";
import { plural, t } from "../texts/language";
import { rich } from "../texts/rich";
import { formatCount, formatMode, formatNoun, formatSize } from "../ui/format";
import { ShowMore } from "../ui/show-more";
import { VirtualList } from "../ui/virtual-list";

/** Number of files that are shown at first. */
const SHOWN = 20;

const GROUPS: [kind: Change["kind"], title: string][] = [
  ["added", "Added"],
  ["removed", "Removed"],
  ["changed", "Changed"],
];

const PACKING: Record<Comparison["packing"][number], string> = {
  compression: "how their files are compressed",
  times: "their files' times",
  order: "the order of their files",
  rest: "entries of folders, extra fields or comments",
};

/** How a package differs from another. `of` is the name of the package; `name` is what it was compared with. */
export function ComparisonView({ comparison, of, name }: { comparison: Comparison; of: string; name: string }) {
  const { same, codeSha256, otherCodeSha256, knowsFiles, changes } = comparison;
  return (
    <section class="comparison" aria-label={t("Comparison of {of} with {name}", { of, name })}>
      <h3>{same ? t("The same as {name}", { name }) : t("Not the same as {name}", { name })}</h3>
      {!same && (
        <dl>
          <div>
            <dt>{t("codeSha256 of this package")}</dt>
            <dd class="code">{codeSha256}</dd>
          </div>
          <div>
            <dt>{rich("codeSha256 of {name}", { name })}</dt>
            <dd class="code">{otherCodeSha256}</dd>
          </div>
        </dl>
      )}
      <p>{same ? t("Both have one codeSha256: every byte is the same.") : summary(comparison)}</p>
      {!same && !knowsFiles && (
        <p class="hint">{t("Choose the older zip or its manifest to see which files differ")}</p>
      )}
      {GROUPS.map(([kind, title]) => {
        const group = changes.filter((change) => change.kind === kind);
        return group.length > 0 && <ChangeList key={kind} title={t(title)} changes={group} />;
      })}
    </section>
  );
}

/** A summary of the differences in one or two sentences. */
export function summary({ knowsFiles, changes, unchanged, packing }: Comparison): string {
  if (!knowsFiles) return t("The hash alone does not tell in which files they differ.");
  const differences = joinWords(packing.map((one) => t(PACKING[one])));
  if (changes.length === 0) {
    const all = plural(unchanged, "The file is the same", "All {count} files are the same");
    const why = differences || t("how they were made");
    return `${all}. ${t("The hash moved because the zips differ in {why}.", { why })}`;
  }
  const counts = GROUPS.map(([kind]) => [changes.filter((change) => change.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${formatCount(count)} ${t(kind)}`);
  const files = `${joinWords(counts)}; ${plural(unchanged, "{count} file the same", "{count} files the same")}.`;
  return differences ? `${files} ${t("The zips also differ in {differences}.", { differences })}` : files;
}

/** `a`, `a and b`, `a, b and c`. */
function joinWords(words: string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? t("{words} and {last}", { words: words.slice(0, -1).join(", "), last }) : last;
}

function ChangeList({ title, changes }: { title: string; changes: Change[] }) {
  const [isOpen, open] = useState(false);
  return (
    <div class="changes">
      <h4>
        {title} <span class="count">{formatCount(changes.length)}</span>
      </h4>
      <VirtualList
        label={title}
        rows={isOpen ? changes : changes.slice(0, SHOWN)}
        keyOf={({ path }) => path}
        draw={(change) => (
          <>
            <span class="path">{change.path}</span>{" "}
            <span class="note" title={exactSizes(change)}>
              {reason(change)}
            </span>
          </>
        )}
        estimate={34}
      />
      <ShowMore isOpen={isOpen} total={changes.length} first={SHOWN} open={open} />
    </div>
  );
}

/** The reason why a file counts as changed; for added and removed files, their size. */
export function reason({ kind, why, from, before, after }: Change): string {
  const state = kind === "removed" ? before : after;
  if (kind !== "changed") return state ? formatSize(state.size) : "";
  const reasons = {
    content:
      before?.size === after?.size
        ? t("other content, as long")
        : t("content, {sizes}", { sizes: sizes(before?.size, after?.size) }),
    mode: t("mode {before} → {after}", { before: modeOf(before?.mode), after: modeOf(after?.mode) }),
    path: t("moved from {from}", { from: from ?? t("elsewhere") }),
  };
  return why.map((one) => reasons[one]).join("; ");
}

/** The exact sizes in bytes, where `reason` rounds them. */
function exactSizes({ kind, why, before, after }: Change): string | undefined {
  const exact = (state = after) => formatNoun(state?.size ?? 0, "byte");
  if (kind !== "changed") return exact(kind === "removed" ? before : after);
  return why.includes("content") ? `${exact(before)} → ${exact(after)}` : undefined;
}

const sizes = (before = 0, after = 0) => `${formatSize(before)} → ${formatSize(after)}`;

/** The file type of a symbolic link, in a Unix mode. */
const LINK = 0o120000;

function modeOf(mode: number | undefined): string {
  if (mode === undefined) return t("not stated");
  return (mode & 0o170000) === LINK ? t("link") : formatMode(mode);
}
