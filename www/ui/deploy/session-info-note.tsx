import type { SessionInfo } from "../../deploy/aws-types";

/** Which credentials are in use, until when, and the button that wipes them. */
export function SessionInfoNote({ session, onLock }: { session: SessionInfo; onLock(): void }) {
  const { accessKeyId, expires, isTemporary } = session;
  return (
    <div class="session">
      <p>
        Signing as <code>{accessKeyId}</code>
        {expires !== undefined && `, until ${new Date(expires).toLocaleString()}`}
        {expires === undefined && (isTemporary ? ", temporary" : ", without expiry")}
      </p>
      {expires !== undefined && expires < Date.now() && (
        <p class="note">
          By this computer's clock they have expired. If the clock is right, AWS refuses them: then paste new ones.
        </p>
      )}
      <button type="button" onClick={onLock}>
        Lock
      </button>
    </div>
  );
}
