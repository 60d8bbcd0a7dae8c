import type { Distribution } from "../packager/types";
import { t } from "../texts/language";
import { Count } from "../ui/count";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { VirtualTableBody } from "../ui/virtual-table-body";

/** The distributions in the package, the largest first. */
export function DistributionTable({ distributions }: { distributions: Distribution[] }) {
  if (distributions.length === 0) return null;
  const sorted = [...distributions].sort((a, b) => b.unzippedSize - a.unzippedSize || (a.name < b.name ? -1 : 1));
  const largest = Math.max(1, sorted[0]?.unzippedSize ?? 1);
  return (
    <section class="card" aria-labelledby="distributions-heading">
      <h2 id="distributions-heading">
        {t("Distributions")} <Count value={sorted.length} />
      </h2>
      {/* With a tab stop, the region can be scrolled by keyboard. */}
      <section class="scroller" aria-label={t("Distributions table")} tabIndex={0}>
        <table class="distributions" aria-labelledby="distributions-heading" aria-rowcount={sorted.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{t("Name")}</th>
              <th scope="col">{t("Version")}</th>
              <th scope="col" class="from">
                {t("From")}
              </th>
              <th scope="col" class="number">
                {t("Unzipped size")}
              </th>
              <th scope="col" class="saving" title={t("With what only it needs")}>
                {t("Saved without it")}
              </th>
            </tr>
          </thead>
          <VirtualTableBody
            rows={sorted}
            draw={({ name, version, from, unzippedSize, removableSize }, attributes) => (
              <tr key={`${name} ${from}`} {...attributes}>
                <th scope="row">
                  <Name text={name} />
                </th>
                <td>{version}</td>
                <td class="from" title={from}>
                  {from}
                </td>
                <td class="number" title={formatNoun(unzippedSize, "byte")}>
                  {formatSize(unzippedSize)}
                  <span class="bar" style={{ "--part": unzippedSize / largest }} aria-hidden="true" />
                </td>
                <td
                  class="saving"
                  title={t("{size}, with what only it needs", { size: formatNoun(removableSize, "byte") })}
                >
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
