import { useState } from "preact/hooks";
import { DrawnBody, type RowAttributes } from "../ui/drawn-body";
import { formatCount, formatSize } from "../ui/format";
import { ShowMore } from "../ui/show-more";
import type { Block } from "./block";
import { shareOf } from "./block-details";

/** Rows that are shown at first. */
const SHOWN = 12;

interface Props {
  shown: Block;
  /** Of the package, in bytes. */
  total: number;
  onZoom(block: Block): void;
  onLeaveOut(block: Block): void;
}

/** What the picture shows, in words and numbers. */
export function BlockTable({ shown, total, onZoom, onLeaveOut }: Props) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <section class="scroller" aria-label="Sizes table" tabIndex={0}>
        <table class="blocks" aria-label={`Sizes in ${shown.name}`}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col" class="number share">
                Of all
              </th>
              <th scope="col" class="from">
                From
              </th>
              <th scope="col" class="number saving" title="For distributions: with what only they need">
                Saved without it
              </th>
              <th scope="col" class="out">
                <span class="visually-hidden">Leave out</span>
              </th>
            </tr>
          </thead>
          <DrawnBody
            rows={isOpen ? shown.inner : shown.inner.slice(0, SHOWN)}
            draw={(block, attributes) => (
              <BlockRow
                key={block.key}
                block={block}
                attributes={attributes}
                total={total}
                onZoom={onZoom}
                onLeaveOut={onLeaveOut}
              />
            )}
          />
        </table>
      </section>
      <ShowMore isOpen={isOpen} total={shown.inner.length} first={SHOWN} open={open} />
    </>
  );
}

interface RowProps extends Omit<Props, "shown"> {
  block: Block;
  attributes: RowAttributes;
}

function BlockRow({ block, attributes, total, onZoom, onLeaveOut }: RowProps) {
  const { name, size, from, saved, savedInAll, names, inner } = block;
  const all = Math.max(saved, savedInAll);
  return (
    <tr {...attributes}>
      <th scope="row" title={name}>
        {inner.length > 0 ? (
          <button type="button" class="name-button" onClick={() => onZoom(block)}>
            <bdi>{name}</bdi>
          </button>
        ) : (
          <bdi>{name}</bdi>
        )}
      </th>
      <td class="number" title={`${formatCount(size)} bytes`}>
        {formatSize(size)}
      </td>
      <td class="number share">{shareOf(size, total)}</td>
      <td class="from" title={from}>
        {from}
      </td>
      <td class="number saving" title={`${formatCount(all)} bytes`}>
        {names ? formatSize(all) : ""}
      </td>
      <td class="out">
        {names && (
          <button type="button" class="bare" aria-label={`Leave ${name} out`} onClick={() => onLeaveOut(block)}>
            Leave out
          </button>
        )}
      </td>
    </tr>
  );
}
