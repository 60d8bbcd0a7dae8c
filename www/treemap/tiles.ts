/** The layout of the blocks in the picture. */

import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import type { TreemapNode } from "./block";

/** A block with its position in pixels. */
export interface Tile {
  block: TreemapNode;
  x: number;
  y: number;
  width: number;
  height: number;
  /** 1 for the blocks inside the shown block, 2 for the blocks inside those. */
  depth: 1 | 2;
  /** Its rank by size among its siblings, from 0. */
  rank: number;
}

/** Minimum width and height in pixels. Smaller tiles are not drawn, since they could not be seen or clicked. */
const MIN_TILE_SIZE = 3;

/** Pixels above the inner tiles for the name of the outer tile. */
const NAME = 20;

/** Two levels of tiles of a block, in an area of this size. */
export function tilesOf(block: TreemapNode, width: number, height: number): Tile[] {
  if (width <= 0 || height <= 0 || block.size === 0) return [];
  const inner = (one: TreemapNode, depth: number) => (depth < 2 ? one.inner.filter(({ size }) => size > 0) : []);
  // The hierarchy contains only what is drawn, because a package can have many thousand files.
  type Node = { block: TreemapNode; inner: Node[] };
  const node = (one: TreemapNode, depth: number): Node => ({
    block: one,
    inner: inner(one, depth).map((next) => node(next, depth + 1)),
  });
  const root = hierarchy(node(block, 0), ({ inner }) => inner)
    .sum(({ block, inner }) => (inner.length > 0 ? 0 : block.size))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<Node>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingInner(2)
    .paddingTop(({ depth, x0, x1, y0, y1 }) => (depth === 1 && x1 - x0 > 40 && y1 - y0 > 2 * NAME ? NAME : 0))
    .round(true)(root);
  return placed.descendants().flatMap(({ data, depth, parent, x0, y0, x1, y1 }) => {
    const [width, height] = [x1 - x0, y1 - y0];
    if (depth === 0 || width < MIN_TILE_SIZE || height < MIN_TILE_SIZE) return [];
    const rank = parent?.children?.findIndex(({ data: one }) => one === data) ?? 0;
    return [{ block: data.block, x: x0, y: y0, width, height, depth: depth as 1 | 2, rank }];
  });
}
