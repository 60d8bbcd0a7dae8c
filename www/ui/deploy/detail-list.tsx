import type { Detail } from "../../deploy/deploy-row";
import { t } from "../../texts/language";

/** Values that AWS has answered, with their names. */
export function DetailList({ details }: { details: Detail[] }) {
  if (details.length === 0) return null;
  return (
    <dl class="facts">
      {details.map(([name, value]) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd>
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
