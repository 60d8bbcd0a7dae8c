import { useMemo, useRef } from "preact/hooks";
import { countByTop, topName } from "../common/item-path";
import type { Item, Plan, Source } from "../packager/types";
import type { Edit } from "../state/edits";
import { editedZips } from "../state/existing-package";
import { language, t } from "../texts/language";
import type { Actions } from "./actions";
import { formatCount, formatNoun, formatSize } from "./format";
import { RemoveIcon } from "./icons";
import { Name } from "./name";
import { useKeptFocus } from "./use-kept-focus";
import { VirtualList } from "./virtual-list";

const KINDS: Record<Source["kind"], [one: string, many: string]> = {
  function: ["function", "functions"],
  wheel: ["wheel", "wheels"],
  virtualenv: ["virtualenv", "virtualenvs"],
  "target-tree": ["pip --target folder", "pip --target folders"],
  archive: ["deployment package", "deployment packages"],
};

interface Props {
  items: Item[];
  edits: Edit[];
  /** The names of dropped files and folders that are in a layer of the function. */
  inLayer: string[];
  plan: Plan | null;
  actions: Pick<Actions, "remove" | "inLayer">;
}

/** The dropped files and folders, with how planning has classified each. */
export function SourceList({ items, edits, inLayer, plan, actions }: Props) {
  const lines = useMemo(() => summarise(items, plan, edits), [items, plan, edits, language()]);
  const list = useRef<HTMLUListElement>(null);
  const removed = useRef<number | null>(null);
  // The row that follows the one that was removed last.
  const next = removed.current === null ? null : Math.min(removed.current, lines.length - 1);
  useKeptFocus(list, () => list.current?.querySelector<HTMLElement>(`[data-row="${next}"] button`));
  return (
    <VirtualList
      list={list}
      kept={next}
      class="source-list"
      label={t("Sources")}
      rows={lines}
      keyOf={({ name }) => name}
      draw={({ name, folder, text, exact }, index) => (
        <>
          <span class="name" title={name}>
            <Name text={folder ? `${name}/` : name} />
          </span>
          <span class="detail" title={exact}>
            {text}
          </span>
          {(folder || isZip(name)) && (
            <label class="in-layer" title={t("A layer of the function has it: it does not ship")}>
              <input
                type="checkbox"
                checked={inLayer.includes(name)}
                aria-label={t("{name} is in a layer", { name })}
                onChange={(event) => actions.inLayer(name, event.currentTarget.checked)}
              />
              {t("in a layer")}
            </label>
          )}
          <button
            type="button"
            class="bare remove"
            aria-label={t("Remove {name}", { name })}
            onClick={() => {
              removed.current = index;
              actions.remove(name);
            }}
          >
            <RemoveIcon />
          </button>
        </>
      )}
      estimate={52}
    />
  );
}

const isZip = (name: string) => /\.(zip|whl)$/i.test(name);

interface Summary {
  name: string;
  folder: boolean;
  /** How it was classified, and the number of entries that come from it. */
  text: string;
  /** The exact size that `text` rounds, in bytes. */
  exact?: string;
}

/** One line for each dropped file or top folder. A folder can contain several sources, such as wheels. */
export function summarise(
  items: Item[],
  plan: Pick<Plan, "sources" | "entries" | "layers"> | null,
  edits: Edit[] = [],
): Summary[] {
  const files = countByTop(items);
  const loose = new Set(items.filter(({ path }) => !path.includes("/")).map(({ path }) => path));
  const sources = new Map<string, Source[]>();
  for (const source of plan?.sources ?? []) {
    const name = topName(source.path);
    sources.set(name, [...(sources.get(name) ?? []), source]);
  }
  // All loose files are one source without a path. The entries show which of them are in the package.
  const packaged = new Set(loose.size === 0 ? [] : plan?.entries.map((entry) => entry.from));
  const zips = editedZips(items, edits);
  // The user's edits of a zip are not listed as a source of their own.
  for (const { folder } of zips.values()) files.delete(folder);
  return [...files].map(([name, count]) => {
    const folder = !loose.has(name);
    const alone: Source = { path: name, kind: "function", entries: 1 };
    const found = sources.get(name) ?? (!folder && packaged.has(name) ? [alone] : undefined);
    const layer = plan?.layers.find((layer) => layer.path === name);
    if (layer) {
      const { unzippedSize } = layer;
      const exact = formatNoun(unzippedSize, "byte");
      return { name, folder, text: `${t("layer")} · ${formatSize(unzippedSize)}`, exact };
    }
    const kind = found ? describe(found) : formatNoun(count, "file");
    const changed = zips.get(name)?.files;
    const text = changed === undefined ? kind : t("{kind}, {count} changed", { kind, count: formatCount(changed) });
    return { name, folder, text };
  });
}

function describe(sources: Source[]): string {
  const counts = new Map<Source["kind"], number>();
  let entries = 0;
  for (const source of sources) {
    counts.set(source.kind, (counts.get(source.kind) ?? 0) + 1);
    entries += source.entries;
  }
  const kinds = [...counts].map(([kind, count]) => {
    const [one, many] = KINDS[kind];
    return count === 1 ? t(one) : formatNoun(count, one, many);
  });
  return `${kinds.join(", ")} · ${formatNoun(entries, "entry", "entries")}`;
}
