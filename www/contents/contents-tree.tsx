import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../texts/language";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { useRowWindow } from "../ui/use-row-window";
import { pixels } from "./entry-list";
import type { Row } from "./rows";
import { type Line, linesOf, moved, treeOf } from "./tree";

/** Height of a row in pixels. The style sheet has the same height. */
const ROW_HEIGHT = 28;

interface Props {
  rows: Row[];
  /** Whether folders are open at first, as in the results of a search. */
  startsOpen: boolean;
  /** The path of the file that is shown. */
  chosen: string | null;
  onChoose(path: string): void;
}

/**
 * The files as a tree. Only the visible lines are in the document, so the focus stays on the tree itself, and the
 * current line is marked by its id.
 */
export function ContentsTree({ rows, startsOpen, chosen, onChoose }: Props) {
  // Folders that are not in their initial state.
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState("");
  const root = useMemo(() => treeOf(rows), [rows]);
  const lines = useMemo(() => linesOf(root, (path) => startsOpen !== toggled.has(path)), [root, startsOpen, toggled]);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last } = useRowWindow(scroller, ROW_HEIGHT, lines.length);
  const found = lines.findIndex(({ path }) => path === current);
  const at = Math.max(0, found);

  useLayoutEffect(() => setToggled(new Set()), [startsOpen]);

  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const act = ({ path, row }: Line) => (row ? onChoose(path) : toggle(path));
  const go = (index: number) => {
    const line = lines[index];
    const element = scroller.current;
    if (!line || !element) return;
    setCurrent(line.path);
    const top = index * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    const below = top + ROW_HEIGHT - element.clientHeight;
    if (below > element.scrollTop) element.scrollTop = below;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(lines, at, event.key);
    if (next !== null) go(next);
    else if (event.key === "Enter" || event.key === " ") act(line);
    else if (!line.row && event.key === (line.isOpen ? "ArrowLeft" : "ArrowRight")) toggle(line.path);
    else return;
    event.preventDefault();
  };

  const onClick = ({ target }: MouseEvent) => {
    const index = Number((target as Element).closest<HTMLElement>("[data-index]")?.dataset.index);
    const line = lines[index];
    if (!line) return;
    go(index);
    act(line);
  };

  return (
    <div
      ref={scroller}
      class="scroller tall tree"
      role="tree"
      aria-label={t("Contents")}
      tabIndex={0}
      aria-activedescendant={lines.length > 0 ? `line-${at}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={() => go(at)}
    >
      <div
        class="lines"
        role="presentation"
        style={{ "--above": pixels(first), "--below": pixels(lines.length - last) }}
      >
        {lines.slice(first, last).map((line, index) => (
          <TreeLine
            key={line.row ? line.path : `${line.path}/`}
            line={line}
            index={first + index}
            isCurrent={first + index === at}
            isChosen={line.path === chosen}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  line: Line;
  index: number;
  isCurrent: boolean;
  isChosen: boolean;
}

function TreeLine({ line, index, isCurrent, isChosen }: LineProps) {
  const { path, name, level, size, position, siblings, row, files, isOpen } = line;
  return (
    <div
      id={`line-${index}`}
      data-index={index}
      class={["line", isCurrent && "current", isChosen && "chosen"].filter(Boolean).join(" ")}
      role="treeitem"
      title={path}
      tabIndex={-1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isChosen}
      aria-expanded={row ? undefined : isOpen}
      style={{ "--level": level - 1 }}
    >
      <span class="twist" aria-hidden="true">
        {row ? "" : isOpen ? "▾" : "▸"}
      </span>
      <Name class={row ? "name" : "name folder-name"} text={row ? name : `${name}/`} />
      {row?.layer && <span class="tag">{t("layer")}</span>}
      {row?.change && <span class={`tag ${row.change}`}>{row.change}</span>}
      {row && row.codes.length > 0 && <span class="tag found">{formatNoun(row.codes.length, "finding")}</span>}
      {!row && <span class="files">{formatNoun(files, "file")}</span>}
      <span class="size" title={formatNoun(size, "byte")}>
        {formatSize(size)}
      </span>
    </div>
  );
}
