import { formatCount, formatNoun, formatSize } from "../ui/format";
import type { Block } from "./block";

interface Props {
  block: Block;
  /** Of the package, in bytes. */
  total: number;
  onLeaveOut(block: Block): void;
}

/** What is known of the block that is pointed at. */
export function BlockDetails({ block, total, onLeaveOut }: Props) {
  const { name, size, files, from, saved, savedInAll, names } = block;
  return (
    <div class="block-details">
      <p>
        <bdi class="name">{name}</bdi>, <span title={`${formatCount(size)} bytes`}>{formatSize(size)}</span> (
        {shareOf(size, total)}), {formatNoun(files, "file")}
        {from && (
          <>
            , from <bdi>{from}</bdi>
          </>
        )}
        {names && `. Without it: −${formatSize(saved)}`}
        {names && savedInAll > saved && `, and −${formatSize(savedInAll)} without what only it needs`}
      </p>
      {names && (
        <button type="button" onClick={() => onLeaveOut(block)}>
          Leave <bdi>{name}</bdi> out
        </button>
      )}
    </div>
  );
}

/** "12%", "less than 1%". */
export function shareOf(size: number, total: number): string {
  const percent = Math.round((size / Math.max(1, total)) * 100);
  return percent === 0 ? "less than 1%" : `${percent}%`;
}
