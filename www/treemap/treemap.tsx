import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LeaveOut } from "../packager/types";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import type { TreemapProps } from "../ui/lazy-view";
import { Name } from "../ui/name";
import { useLater } from "../ui/use-later";
import { blocksOf, type TreemapNode, wayTo } from "./block";
import { BlockDetails } from "./block-details";
import { BlockTable } from "./block-table";
import { Budgets } from "./budgets";
import { TileMap } from "./tile-map";

/** The last exclusion, which can be undone. */
interface Out {
  name: string;
  names: LeaveOut;
}

/** The package as a picture of its sizes, and as a table with the same contents. */
export function Treemap({ plan, layers, pressed, ...props }: TreemapProps) {
  const later = useLater(plan);
  return (
    <div class="picture">
      <Budgets plan={plan} layers={layers} pressed={pressed} />
      {later && <Blocks plan={later} {...props} />}
    </div>
  );
}

function Blocks({ plan, leaveOut, actions }: Omit<TreemapProps, "layers" | "pressed">) {
  const [key, setKey] = useState("");
  const [pointed, point] = useState<string | null>(null);
  const [out, setOut] = useState<Out | null>(null);
  const way = useMemo(() => wayTo(blocksOf(plan), key), [plan, key]);
  const shown = way.at(-1) as TreemapNode;
  const about = shown.inner.find((block) => block.key === pointed) ?? shown;
  const table = useLater(shown);
  const picture = useRef<HTMLDivElement>(null);
  const shownBefore = useRef(shown.key);

  const zoom = (block: TreemapNode) => {
    if (block.inner.length > 0) setKey(block.key);
    point(null);
  };
  const leave = (block: TreemapNode) => {
    if (!block.names) return;
    setOut({ name: block.name, names: block.names });
    actions.leaveOut(block.names);
  };
  // The focused button may have disappeared with the previous blocks. A layout effect, because otherwise the focus
  // moves to the heading first.
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (shownBefore.current !== shown.key && isLost) picture.current?.querySelector<HTMLElement>(".tile")?.focus();
    shownBefore.current = shown.key;
  }, [shown.key]);

  return (
    <div ref={picture} class="blocks-view">
      <nav class="way" aria-label={t("Where the picture is")}>
        <ol>
          {way.map((block, index) => (
            <li key={block.key}>
              <button
                type="button"
                class="bare"
                aria-current={index === way.length - 1 ? "location" : undefined}
                onClick={() => zoom(block)}
              >
                <Name text={block.name} />
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <TileMap
        shown={shown}
        onPoint={point}
        onZoom={zoom}
        onBack={() => setKey(way.at(-2)?.key ?? "")}
        onLeaveOut={leave}
      />
      <BlockDetails block={about} total={plan.unzippedSize} onLeaveOut={leave} />
      <div role="status">
        {out && (
          <p class="note">
            {rich("{name} is left out.", { name: <Name text={out.name} /> })}{" "}
            <button
              type="button"
              class="bare"
              onClick={() => {
                actions.putBack(asKept(out.names, leaveOut));
                setOut(null);
              }}
            >
              {t("Undo")}
            </button>
          </p>
        )}
      </div>
      {table && <BlockTable key={table.key} shown={table} total={plan.unzippedSize} onZoom={zoom} onLeaveOut={leave} />}
    </div>
  );
}

/** The names as the options store them: there, the paths of a layer are relative to its folder for Python. */
function asKept(names: LeaveOut, leaveOut: Required<LeaveOut>): LeaveOut {
  const same = (kept: string, path: string) => kept === path || path === `python/${kept}` || kept === `../${path}`;
  const paths = leaveOut.paths.filter((kept) => names.paths?.some((path) => same(kept, path)));
  return { distributions: names.distributions ?? [], paths };
}
