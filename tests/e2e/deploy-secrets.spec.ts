/** Credentials are only in the memory of one worker and in signatures. */
import type { Page } from "@playwright/test";
import {
  awsError,
  type DeployPage,
  expect,
  exportLines,
  type FakeLambda,
  readyForLambda,
  test,
} from "./deploy-test.ts";

const ID = "AKIACANARY0000000000";
const SECRET = "CANARY/secret+0123456789abcdefghijklmnopq";
const TOKEN = "CANARYTOKEN0123456789";

/** Returns everything that a page stores or shows as text, including the contents of databases and caches. */
function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const databases: unknown[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        databases.push(name, store, await asked(database.transaction(store).objectStore(store).getAll()));
      }
    }
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        cached.push(request.url, (await (await cache.match(request))?.text()) ?? "");
      }
    }
    const fields = [...document.querySelectorAll("input, textarea, select")].map(
      (field) => (field as HTMLInputElement).value,
    );
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      databases,
      cached,
    ]);
  });
}

const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("hex"),
];

interface Watched {
  deploy: DeployPage;
  lambda: FakeLambda;
  page: Page;
  printed: string[];
}

async function expectNowhere({ lambda, page, printed }: Watched): Promise<void> {
  const found = await kept(page);
  for (const form of formsOf(SECRET)) {
    for (const where of [found, printed.join("\n"), lambda.proxy.heard.join("\n")]) expect(where).not.toContain(form);
  }
  for (const form of formsOf(TOKEN)) {
    for (const where of [found, printed.join("\n")]) expect(where).not.toContain(form);
    // The token is sent to AWS only in its own header.
    const elsewhere = lambda.proxy.heard.map((text) => text.replaceAll(`"x-amz-security-token":"${TOKEN}"`, ""));
    expect(elsewhere.join("\n")).not.toContain(form);
  }
}

const WAYS: Record<string, (deploy: DeployPage) => Promise<void>> = {
  "export lines": (deploy) => deploy.unlock(exportLines({ accessKeyId: ID, secretAccessKey: SECRET }, TOKEN)),
  "three fields": async (deploy) => {
    await deploy.card.getByText("Or three fields").click();
    await deploy.fill({ "Access key ID": ID, "Secret access key": SECRET, "Session token": TOKEN });
    await deploy.card.getByRole("button", { name: "Use credentials" }).click();
  },
  "what PowerShell lists": (deploy) =>
    deploy.unlock(`AccessKeyId     : ${ID}\nSecretAccessKey : ${SECRET}\nSessionToken    : ${TOKEN}`),
  "what Python prints": (deploy) =>
    deploy.unlock(
      `{'Credentials': {'AccessKeyId': '${ID}', 'SecretAccessKey': '${SECRET}', 'SessionToken': '${TOKEN}'}}`,
    ),
  "an ini block with two profiles": async (deploy) => {
    const profile = (name: string) =>
      `[${name}]\naws_access_key_id = ${ID}\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\n`;
    await deploy.unlock(profile("one") + profile("two"));
    // Only the worker has the text now.
    await expect(deploy.card.getByLabel(/^Profile/)).toBeFocused();
    await deploy.card.getByLabel(/^Profile/).selectOption("two");
    await deploy.card.getByRole("button", { name: "Use credentials" }).click();
  },
};

for (const [way, unlock] of Object.entries(WAYS)) {
  test(`${way}: the secret is nowhere but in signatures`, async ({ deploy, lambda, scratch, page }) => {
    const printed: string[] = [];
    page.on("console", (message) => printed.push(message.text()));
    page.on("pageerror", (error) => printed.push(String(error)));
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda);
    await deploy.card.getByRole("button", { name: "Lock" }).click();
    await unlock(deploy);
    await expect(deploy.card).toContainText("Signing as");
    // Lambda's refusal of a wrong signature, which repeats the canonical request with the token.
    const canonical =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request " +
      `should have been\n'GET\n/2015-03-31/functions/hello\n\nx-amz-security-token:${TOKEN}\n\nhost'\n`;
    lambda.proxy.faults.push({
      match: /^GET .*hello/,
      times: 1,
      do: awsError(403, "InvalidSignatureException", canonical),
    });
    await deploy.deploy();
    await expect(deploy.rows.getByRole("alert")).toContainText("does not match the signature you provided");
    await expectNowhere({ deploy, lambda, page, printed });
    // The user's own proxy, which repeats the headers of the request.
    const body = `<html>Blocked by policy. ${TOKEN}</html>`;
    lambda.proxy.faults.push({ match: /^GET .*hello/, times: 1, do: { kind: "answer", status: 403, body } });
    await deploy.deploy();
    await expect(deploy.rows.getByRole("alert")).toContainText("Blocked by policy");
    await expectNowhere({ deploy, lambda, page, printed });
    await deploy.card.getByRole("button", { name: "Lock" }).click();
    await expect(deploy.card).toContainText("Locked: the credentials are wiped");
    await expectNowhere({ deploy, lambda, page, printed });
  });
}
