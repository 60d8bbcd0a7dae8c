import { useState } from "preact/hooks";
import { t } from "../texts/language";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { ShowMore } from "../ui/show-more";
import { type RowAttributes, VirtualTableBody } from "../ui/virtual-table-body";
import type { TreemapNode } from "./block";
import { shareOf } from "./block-details";

/** Number of rows that are shown at first. */
const SHOWN = 12;

interface Props {
  shown: TreemapNode;
  /** The size of the package in bytes. */
  total: number;
  onZoom(block: TreemapNode): void;
  onLeaveOut(block: TreemapNode): void;
}

/** The contents of the picture as a table. */
export function BlockTable({ shown, total, onZoom, onLeaveOut }: Props) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <section class="scroller" aria-label={t("Sizes table")} tabIndex={0}>
        <table class="blocks" aria-label={t("Sizes in {name}", { name: shown.name })}>
          <thead>
            <tr>
              <th scope="col">{t("Name")}</th>
              <th scope="col" class="number">
                {t("Size")}
              </th>
              <th scope="col" class="number share">
                {t("Of all")}
              </th>
              <th scope="col" class="from">
                {t("From")}
              </th>
              <th scope="col" class="number saving" title={t("For distributions: with what only they need")}>
                {t("Saved without it")}
              </th>
              <th scope="col" class="out">
                <span class="visually-hidden">{t("Leave out")}</span>
              </th>
            </tr>
          </thead>
          <VirtualTableBody
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
  block: TreemapNode;
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
            <Name text={name} />
          </button>
        ) : (
          <Name text={name} />
        )}
      </th>
      <td class="number" title={formatNoun(size, "byte")}>
        {formatSize(size)}
      </td>
      <td class="number share">{shareOf(size, total)}</td>
      <td class="from" title={from}>
        {from}
      </td>
      <td class="number saving" title={formatNoun(all, "byte")}>
        {names ? formatSize(all) : ""}
      </td>
      <td class="out">
        {names && (
          <button
            type="button"
            class="bare"
            aria-label={t("Leave out {name}", { name })}
            onClick={() => onLeaveOut(block)}
          >
            {t("Leave out")}
          </button>
        )}
      </td>
    </tr>
  );
}
