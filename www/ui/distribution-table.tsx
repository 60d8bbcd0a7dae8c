import type { Distribution } from "../packager/types";
import { Count } from "./count";
import { DrawnBody } from "./drawn-body";
import { formatCount, formatSize } from "./format";

/** The distributions in the package, the largest first. */
export function DistributionTable({ distributions }: { distributions: Distribution[] }) {
  if (distributions.length === 0) return null;
  const sorted = [...distributions].sort((a, b) => b.unzippedSize - a.unzippedSize || (a.name < b.name ? -1 : 1));
  const largest = Math.max(1, sorted[0]?.unzippedSize ?? 1);
  return (
    <section class="card" aria-labelledby="distributions-heading">
      <h2 id="distributions-heading">
        Distributions <Count value={sorted.length} />
      </h2>
      {/* With a tab stop, the region can be scrolled by keyboard. */}
      <section class="scroller" aria-label="Distributions table" tabIndex={0}>
        <table class="distributions" aria-labelledby="distributions-heading" aria-rowcount={sorted.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Name</th>
              <th scope="col">Version</th>
              <th scope="col" class="from">
                From
              </th>
              <th scope="col" class="number">
                Unzipped size
              </th>
              <th scope="col" class="saving" title="With what only it needs">
                Saved without it
              </th>
            </tr>
          </thead>
          <DrawnBody
            rows={sorted}
            draw={({ name, version, from, unzippedSize, removableSize }, attributes) => (
              <tr key={`${name} ${from}`} {...attributes}>
                <th scope="row">{name}</th>
                <td>{version}</td>
                <td class="from" title={from}>
                  {from}
                </td>
                <td class="number" title={`${formatCount(unzippedSize)} bytes`}>
                  {formatSize(unzippedSize)}
                  <span class="bar" style={{ "--part": unzippedSize / largest }} aria-hidden="true" />
                </td>
                <td class="saving" title={`${formatCount(removableSize)} bytes, with what only it needs`}>
                  {formatSize(removableSize)}
                </td>
              </tr>
            )}
          />
        </table>
      </section>
    </section>
  );
}
