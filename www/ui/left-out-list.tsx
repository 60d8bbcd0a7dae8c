import type { LeftOut } from "../packager/types";
import { Count } from "./count";
import { DrawnBody } from "./drawn-body";
import { formatCount, formatSize } from "./format";

/** A list with more rows is closed at first. */
const SHORT = 8;

/** The distributions that were dropped and are not in the package, with the reason. */
export function LeftOutList({ leftOut }: { leftOut: LeftOut[] }) {
  if (leftOut.length === 0) return null;
  return (
    <section class="card" aria-labelledby="left-out-heading">
      <details open={leftOut.length <= SHORT}>
        <summary>
          <h2 id="left-out-heading">
            Left out <Count value={leftOut.length} />
          </h2>
        </summary>
        <section class="scroller" aria-label="Left out table" tabIndex={0}>
          <table class="left-out" aria-labelledby="left-out-heading" aria-rowcount={leftOut.length + 1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col">Name</th>
                <th scope="col" class="version">
                  Version
                </th>
                <th scope="col" class="number">
                  Unzipped size
                </th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <DrawnBody
              rows={leftOut}
              draw={({ name, version, from, unzippedSize, why }, attributes) => (
                <tr key={`${from} ${name}`} {...attributes}>
                  <th scope="row" title={from}>
                    {name}
                  </th>
                  <td class="version">{version}</td>
                  <td class="number" title={`${formatCount(unzippedSize)} bytes`}>
                    {formatSize(unzippedSize)}
                  </td>
                  <td class="why">{why}</td>
                </tr>
              )}
            />
          </table>
        </section>
      </details>
    </section>
  );
}
