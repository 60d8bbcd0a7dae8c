import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../texts/language";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import type { TreemapNode } from "./block";
import { type Tile, tilesOf } from "./tiles";

/** Height in pixels. */
const HEIGHT = 380;
const NARROW_HEIGHT = 300;
const NARROW = 500;

interface Props {
  shown: TreemapNode;
  /** Called with the key of the block that the pointer or the focus is on; null for none. */
  onPoint(key: string | null): void;
  onZoom(block: TreemapNode): void;
  onBack(): void;
  onLeaveOut(block: TreemapNode): void;
}

/**
 * The blocks as tiles, with areas proportional to their bytes. Arrow keys move from one to the next, the largest first.
 */
export function TileMap({ shown, onPoint, onZoom, onBack, onLeaveOut }: Props) {
  const area = useRef<HTMLFieldSetElement>(null);
  const [width, setWidth] = useState(0);
  const [current, setCurrent] = useState(0);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => setCurrent(0), [shown.key]);
  const height = width < NARROW ? NARROW_HEIGHT : HEIGHT;
  const tiles = useMemo(() => tilesOf(shown, width, height), [shown, width, height]);
  const outer = tiles.filter(({ depth }) => depth === 1);
  const at = Math.min(current, Math.max(0, outer.length - 1));

  const onKeyDown = (event: KeyboardEvent) => {
    const block = outer[at]?.block;
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[event.key];
    const last = outer.length - 1;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step !== undefined) focusOn(Math.min(last, Math.max(0, at + step)));
    else if (event.key === "Home") focusOn(0);
    else if (event.key === "End") focusOn(last);
    else if (event.key === "Escape" || event.key === "Backspace") onBack();
    else if (event.key === "Delete" && block) onLeaveOut(block);
    else return;
    event.preventDefault();
  };
  const focusOn = (index: number) => {
    setCurrent(index);
    area.current?.querySelectorAll<HTMLElement>("button")[index]?.focus();
  };

  return (
    <fieldset
      ref={area}
      class="tiles"
      aria-label={t("Sizes in {name}. Arrow keys move, Enter opens, Escape goes back, Delete leaves out.", {
        name: shown.name,
      })}
      style={{ height: `${height}px` }}
      onKeyDown={onKeyDown}
      onMouseLeave={() => onPoint(null)}
    >
      {outer.map((tile, index) => (
        <OuterTile
          key={tile.block.key}
          tile={tile}
          isCurrent={index === at}
          onFocus={() => {
            setCurrent(index);
            onPoint(tile.block.key);
          }}
          onPoint={() => onPoint(tile.block.key)}
          onClick={() => onZoom(tile.block)}
        />
      ))}
      {tiles.map(
        (tile) =>
          tile.depth === 2 && (
            <div key={tile.block.key} class="tile inner" aria-hidden="true" style={styleOf(tile)}>
              {fits(tile) && <Name text={tile.block.name} />}
            </div>
          ),
      )}
    </fieldset>
  );
}

interface TileProps {
  tile: Tile;
  isCurrent: boolean;
  onFocus(): void;
  onPoint(): void;
  onClick(): void;
}

function OuterTile({ tile, isCurrent, onFocus, onPoint, onClick }: TileProps) {
  const { block, rank } = tile;
  return (
    <button
      type="button"
      class={`tile outer shade-${rank % 4} ${block.kind}`}
      style={styleOf(tile)}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={`${block.name}, ${formatSize(block.size)}`}
      title={formatNoun(block.size, "byte")}
      onFocus={onFocus}
      onMouseEnter={onPoint}
      onClick={onClick}
    >
      {fits(tile) && (
        <span aria-hidden="true">
          <Name text={block.name} /> <small>{formatSize(block.size)}</small>
        </span>
      )}
    </button>
  );
}

function styleOf({ x, y, width, height }: Tile) {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}

/** Whether a name is readable in a tile. */
function fits({ width, height }: Tile): boolean {
  return width > 36 && height > 16;
}
