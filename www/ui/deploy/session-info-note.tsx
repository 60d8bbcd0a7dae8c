import type { SessionInfo } from "../../deploy/aws-types";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { formatTime } from "../format";

/** The credentials in use, when they expire, and the button that wipes them. */
export function SessionInfoNote({ session, onLock }: { session: SessionInfo; onLock(): void }) {
  const { accessKeyId, expires, isTemporary } = session;
  return (
    <div class="session">
      <p>
        {rich("Signing as {key}", { key: <code>{accessKeyId}</code> })}
        {expires !== undefined && t(", until {time}", { time: formatTime(expires) })}
        {expires === undefined && (isTemporary ? t(", temporary") : t(", without expiry"))}
      </p>
      {expires !== undefined && expires < Date.now() && (
        <p class="note">
          {t(
            "By this computer's clock they have expired. If the clock is right, AWS refuses them: then paste new ones.",
          )}
        </p>
      )}
      <button type="button" onClick={onLock}>
        {t("Lock")}
      </button>
    </div>
  );
}
