import { t } from "../texts/language";
/**
 * What stays in the browser, with the policy of the page as evidence. `policy` is the policy that the browser applies.
 */
export function PrivacyNote({ policy }: { policy: string }) {
  return (
    <details class="privacy">
      <summary>{t("What never leaves your browser")}</summary>
      <div class="privacy-text">
        <p>
          {t(
            "Your files, the package and the findings stay here until you deploy. Your secret access key always stays here. The page counts nothing and tells nobody. Requests are made only when you deploy, invoke, list, open or fetch something, to the server that you chose. Of credentials, they carry the access key ID, signatures and the session token.",
          )}
        </p>
        <p>
          {t(
            "This browser keeps your settings, the names and endpoints that you deployed to, test events without secrets, and the handles of your last folders. Clearing the page's data removes them.",
          )}
        </p>
        <p>
          {t(
            "The browser enforces this policy: no code but the page's own runs here, no form is sent, nothing is embedded. It does not limit which servers can be asked, because buckets and endpoints can have any name: the network panel of the browser's developer tools shows that nobody is asked before you ask.",
          )}
        </p>
        <pre tabIndex={0}>
          <code>{policy.split(/;\s*/).filter(Boolean).join(";\n")}</code>
        </pre>
      </div>
    </details>
  );
}
