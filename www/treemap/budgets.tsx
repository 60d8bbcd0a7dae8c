import { LIMITS } from "../common/facts";
import type { Plan, Pressed } from "../packager/types";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import { formatLimit, formatNoun, formatSize } from "../ui/format";

interface Props {
  plan: Plan;
  layers: number;
  pressed: Pressed | null;
}

/** How much of Lambda's two size limits the package uses. */
export function Budgets({ plan, layers, pressed }: Props) {
  const unzipped = plan.unzippedSize + layers;
  return (
    <div class="budgets">
      <Budget
        label={layers > 0 ? t("Unzipped, with layers") : t("Unzipped")}
        bytes={unzipped}
        limit={LIMITS.unzipped}
      />
      <Budget label={t("Zipped, for a direct upload")} bytes={pressed?.size ?? null} limit={LIMITS.directUpload} />
    </div>
  );
}

function Budget({ label, bytes, limit }: { label: string; bytes: number | null; limit: number }) {
  const of = formatLimit(limit);
  return (
    <div>
      <p>
        {label}:{" "}
        {bytes === null ? (
          t("known once it is pressed, of {limit}", { limit: of })
        ) : (
          <>
            {rich("{size} of {limit}", {
              size: <b title={formatNoun(bytes, "byte")}>{formatSize(bytes)}</b>,
              limit: of,
            })}
            {bytes >= limit && t(", too much")}
          </>
        )}
      </p>
      {bytes !== null && (
        <meter
          aria-label={label}
          min={0}
          max={limit}
          high={limit - 1}
          optimum={0}
          value={bytes}
          title={formatNoun(bytes, "byte")}
        >
          {t("{size} of {limit}", { size: formatSize(bytes), limit: of })}
        </meter>
      )}
    </div>
  );
}
