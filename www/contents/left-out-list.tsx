import type { LeftOut } from "../packager/types";
import { t } from "../texts/language";
import { Count } from "../ui/count";
import { formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { VirtualTableBody } from "../ui/virtual-table-body";

/** A list with more rows than this is closed at first. */
const SHORT = 8;

/** The distributions that were dropped and are not in the package, with the reason. */
export function LeftOutList({ leftOut }: { leftOut: LeftOut[] }) {
  if (leftOut.length === 0) return null;
  return (
    <section class="card" aria-labelledby="left-out-heading">
      <details open={leftOut.length <= SHORT}>
        <summary>
          <h2 id="left-out-heading">
            {t("Left out")} <Count value={leftOut.length} />
          </h2>
        </summary>
        <section class="scroller" aria-label={t("Left out table")} tabIndex={0}>
          <table class="left-out" aria-labelledby="left-out-heading" aria-rowcount={leftOut.length + 1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col">{t("Name")}</th>
                <th scope="col" class="version">
                  {t("Version")}
                </th>
                <th scope="col" class="number">
                  {t("Unzipped size")}
                </th>
                <th scope="col">{t("Why")}</th>
              </tr>
            </thead>
            <VirtualTableBody
              rows={leftOut}
              draw={({ name, version, from, unzippedSize, why }, attributes) => (
                <tr key={`${from} ${name}`} {...attributes}>
                  <th scope="row" title={from}>
                    <Name text={name} />
                  </th>
                  <td class="version">{version}</td>
                  <td class="number" title={formatNoun(unzippedSize, "byte")}>
                    {formatSize(unzippedSize)}
                  </td>
                  <td class="why">{t(why)}</td>
                </tr>
              )}
            />
          </table>
        </section>
      </details>
    </section>
  );
}
