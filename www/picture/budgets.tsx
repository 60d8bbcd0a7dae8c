import { LIMITS } from "../common/facts";
import type { Plan, Pressed } from "../packager/types";
import { formatCount, formatLimit, formatSize } from "../ui/format";

interface Props {
  plan: Plan;
  layers: number;
  pressed: Pressed | null;
}

/** How much of Lambda's two limits the package takes. */
export function Budgets({ plan, layers, pressed }: Props) {
  const unzipped = plan.unzippedSize + layers;
  return (
    <div class="budgets">
      <Budget label={layers > 0 ? "Unzipped, with layers" : "Unzipped"} bytes={unzipped} limit={LIMITS.unzipped} />
      <Budget label="Zipped, for a direct upload" bytes={pressed?.size ?? null} limit={LIMITS.directUpload} />
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
          <>known once it is pressed, of {of}</>
        ) : (
          <>
            <b title={`${formatCount(bytes)} bytes`}>{formatSize(bytes)}</b> of {of}
            {bytes >= limit && ", too much"}
          </>
        )}
      </p>
      {bytes !== null && (
        <meter aria-label={label} min={0} max={limit} high={limit - 1} optimum={0} value={bytes}>
          {formatSize(bytes)} of {of}
        </meter>
      )}
    </div>
  );
}
