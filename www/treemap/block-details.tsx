import { formatPercent, t } from "../texts/language";
import { rich } from "../texts/rich";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import type { TreemapNode } from "./block";

interface Props {
  block: TreemapNode;
  /** The size of the package in bytes. */
  total: number;
  onLeaveOut(block: TreemapNode): void;
}

/** The details of the block that the pointer or the focus is on. */
export function BlockDetails({ block, total, onLeaveOut }: Props) {
  const { name, size, files, from, saved, savedInAll, names } = block;
  return (
    <div class="block-details">
      <p>
        <Name class="name" text={name} />, <span title={formatNoun(size, "byte")}>{formatSize(size)}</span> (
        {shareOf(size, total)}), {formatNoun(files, "file")}
        {from && <>{rich(", from {from}", { from: <Name text={from} /> })}</>}
        {names && t(". Without it: −{saved}", { saved: formatSize(saved) })}
        {names &&
          savedInAll > saved &&
          t(", and −{savedInAll} without what only it needs", { savedInAll: formatSize(savedInAll) })}
      </p>
      {names && (
        <button type="button" onClick={() => onLeaveOut(block)}>
          {rich("Leave out {name}", { name: <Name text={name} /> })}
        </button>
      )}
    </div>
  );
}

/** The share of the package, such as "12%" or "less than 1%". */
export function shareOf(size: number, total: number): string {
  const percent = Math.round((size / Math.max(1, total)) * 100);
  return percent === 0 ? t("less than 1%") : formatPercent(percent);
}
