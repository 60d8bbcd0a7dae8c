import { useEffect, useRef } from "preact/hooks";
import { t } from "../../texts/language";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { FieldGrid } from "./field-grid";

const FORMATS =
  "export lines, PowerShell or cmd lines, an ini block, JSON of `aws configure export-credentials` or STS";

/**
 * The fields for credentials. They are uncontrolled, so that no secret becomes part of the page's state, and they are
 * emptied as soon as their text is used.
 */
export function CredentialsEntry({ deploy, actions }: CardProps) {
  const text = useRef<HTMLTextAreaElement>(null);
  const profile = useRef<HTMLSelectElement>(null);
  const id = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const unlock = (event: Event) => {
    event.preventDefault();
    const pasted = emptied(text);
    const typed = [emptied(id), emptied(secret), emptied(token)].map((value) => value.trim());
    const [accessKeyId = "", secretKey = "", sessionToken = ""] = typed;
    if (pasted.trim()) actions.unlock(pasted);
    else if (profile.current && accessKeyId === "") actions.unlockProfile(profile.current.value);
    else actions.unlockFields(accessKeyId, secretKey, sessionToken);
  };
  const hasProfiles = deploy.profiles.length > 1;
  // Choosing comes next.
  useEffect(() => {
    if (hasProfiles) profile.current?.focus();
  }, [hasProfiles]);
  return (
    <form onSubmit={unlock} autocomplete="off">
      <div class="field">
        <label for="credentials">{t("Credentials")}</label>
        <textarea
          id="credentials"
          ref={text}
          class="code"
          rows={3}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="credentials-note"
        />
        <p id="credentials-note" class="note">
          {t("Paste {formats}. They stay in the memory of this page, and leave it only as signatures.", {
            formats: t(FORMATS),
          })}
        </p>
      </div>
      {hasProfiles && (
        <div class="field">
          <label for="profile">{t("Profile of the pasted text")}</label>
          <select id="profile" ref={profile}>
            {deploy.profiles.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <details>
        <summary>{t("Or three fields")}</summary>
        <FieldGrid>
          <SecretField label={t("Access key ID")} id="access-key-id" field={id} />
          <SecretField label={t("Secret access key")} id="secret-access-key" field={secret} />
          <SecretField label={t("Session token")} id="session-token" field={token} />
        </FieldGrid>
      </details>
      <button type="submit">{t("Use credentials")}</button>
      <div role="alert">{deploy.sessionProblem && <ProblemNote problem={deploy.sessionProblem} />}</div>
    </form>
  );
}

function SecretField({ label, id, field }: { label: string; id: string; field: { current: HTMLInputElement | null } }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} ref={field} class="code" type="password" autocomplete="off" />
    </div>
  );
}

/** Returns the text of a field, and empties the field. */
function emptied(field: { current: HTMLTextAreaElement | HTMLInputElement | null }): string {
  const value = field.current?.value ?? "";
  if (field.current) field.current.value = "";
  return value;
}
