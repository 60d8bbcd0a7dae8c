/**
 * A request that the page's own policy forbids gives another error than one that a bucket's CORS configuration forbids.
 */
import { runDeploy, serveDeployModule, startDeployer } from "./deploy-module.ts";
import { expect, test } from "./deploy-test.ts";

// No servers are needed, because neither request gets that far.
const keys = { accessKeyId: "AKIAQWERTYUIOP234567", secretAccessKey: "0".repeat(40) };

for (const [policy, expected] of [
  [
    "connect-src 'self'",
    { code: "aws-invalid", message: /security policy does not let it ask "http:\/\/127.0.0.1:9"$/ },
  ],
  [undefined, { code: "aws-cors", message: /does not answer, or does not let this page ask$/ }],
] as const) {
  test(`a server that ${policy ? "the policy forbids" : "is not there"}`, async ({ browser }) => {
    const module = await serveDeployModule();
    // Not the watched page, because the browser prints each violation as an error.
    const page = await browser.newPage();
    await page.goto(module.url);
    await startDeployer(page, keys, keys);
    await page.evaluate(async (policy) => {
      // The first call fetches the module, so it is fetched before the policy is set.
      await fetch("/deploy/wheelpress.wasm");
      if (!policy) return;
      const meta = document.createElement("meta");
      meta.httpEquiv = "Content-Security-Policy";
      meta.content = policy;
      document.head.append(meta);
    }, policy);
    const place = { region: "eu-central-1", s3Endpoint: "http://127.0.0.1:9" };
    const way = { kind: "object", bucket: "packages", key: "f.zip", ifNoneMatch: false } as const;
    const { error } = await runDeploy(page, { seed: 1, size: 100, ahead: 0, place, way });
    expect(error?.code).toBe(expected.code);
    expect(error?.message).toMatch(expected.message);
    await page.close();
    await module.close();
  });
}
