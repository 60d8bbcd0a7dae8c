/** The deploy card from its closed state to a deploy: by mouse and by keyboard, in light and dark, narrow and wide. */
import { expectAccessible } from "./accessible.ts";
import { expect, exportLines, readyForLambda as ready, test } from "./deploy-test.ts";

const list = { name: /^List the functions/ };

test("it is one line until it is opened, and asks for credentials before anything else", async ({
  deploy,
  scratch,
}) => {
  await deploy.pressed(scratch, 0, false);
  await expect(deploy.card.getByRole("radio")).toHaveCount(0);
  const { height = 0 } = (await deploy.card.boundingBox()) ?? {};
  expect(height).toBeLessThan(80);
  await deploy.open();
  await expect(deploy.card.getByLabel("Credentials", { exact: true }).first()).toBeVisible();
  await expect(deploy.card.getByLabel("What to do")).toHaveCount(0);
  await expect(deploy.start).toHaveCount(0);
});

test("a function is chosen from the list, and what does not fit is said before", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.press.target({ python: "3.12", architecture: "arm64" });
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "");
  await deploy.card.getByRole("button", list).click();
  const choice = deploy.card.getByLabel("Choose a function");
  await expect(choice.getByRole("option", { name: /^hello \(python3.13, x86_64\)$/ })).toBeAttached();
  await choice.selectOption("hello");
  await expect(deploy.card.getByLabel("Functions", { exact: true })).toHaveValue("hello");
  const fits = deploy.card.locator(".fits");
  await expect(fits).toContainText('"hello" runs on x86_64, the package is for arm64');
  await expect(fits).toContainText('"hello" runs python3.13, the package is for python3.12');
  // If the configuration is set too, the runtime fits.
  await deploy.card.getByLabel("Set runtime and handler").check();
  await expect(fits).not.toContainText("the package is for python3.12");
  await deploy.fill({ Functions: "nowhere" });
  await expect(fits).toContainText("There is no function with Python of the name nowhere here");
});

test("who may not list functions is told, and writes the name", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await deploy.endpoints({ lambda: lambda.proxy.url });
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["lambda:GetFunction"] }] };
  await deploy.unlock(exportLines(await lambda.moto.user(JSON.stringify(policy))));
  await deploy.card.getByRole("button", list).click();
  await expect(deploy.card).toContainText("Without the list, write the name.");
});

test("the policy is copied by one click, and is all that the deploy needs", async ({
  deploy,
  lambda,
  scratch,
  page,
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello:live");
  await deploy.card.getByLabel("Set runtime and handler").check();
  await deploy.card.getByRole("button", list).click();
  await expect(deploy.card.locator(".fits")).toContainText("hello runs python3.13, x86_64");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect(async () => {
    await deploy.card.getByRole("button", { name: /Cop(y|ied) the IAM policy/ }).click();
    // The list of functions states the account.
    expect(await copied()).toContain('"arn:aws:lambda:us-east-1:123456789012:function:hello"');
  }).toPass();
  const policy = await copied();
  expect(policy).toContain("lambda:UpdateAlias");
  expect(policy).not.toContain("lambda:InvokeFunction");
  await deploy.card.getByRole("button", { name: "Lock" }).click();
  await deploy.unlock(exportLines(await lambda.moto.user(policy)));
  await deploy.card.getByRole("button", list).click();
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  await expect(deploy.rows).toContainText("live");
});

test("an upload that the check of its URL has refused cannot be started", async ({ deploy, scratch }) => {
  await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  const signed = (checksum: string) =>
    "https://s3.example.com/packages/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20991231%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20991231T000000Z" +
    `&X-Amz-Expires=3600&X-Amz-SignedHeaders=host${checksum}&X-Amz-Signature=${"0".repeat(64)}`;
  await deploy.fill({ "Presigned URL, POST form or upload ticket": signed("&x-amz-checksum-crc32=AAAAAA%3D%3D") });
  await expect(deploy.card.getByRole("status").first()).toContainText("checksum");
  await expect(deploy.start).toBeDisabled();
  await deploy.fill({ "Presigned URL, POST form or upload ticket": signed("") });
  await expect(deploy.start).toBeEnabled();
});

for (const scheme of ["light", "dark"] as const) {
  test(`by keyboard alone, ${scheme} and 320 pixels wide, without a fault that axe finds`, async ({
    deploy,
    lambda,
    scratch,
    page,
  }, info) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 320, height: 800 });
    await deploy.pressed(scratch, 0, false);
    const axe = async (state: string) => {
      await page.screenshot({ path: info.outputPath(`${state}-${scheme}.png`), fullPage: true });
      await expectAccessible(page, state);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), state).toBe(320);
    };
    await axe("closed");
    await deploy.card.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    await axe("credentials");
    await deploy.card.getByText("Endpoints of your own").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type(lambda.proxy.url);
    await deploy.card.locator("textarea").focus();
    await page.keyboard.insertText(exportLines(lambda.moto.keys));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await deploy.card.getByRole("button", list).focus();
    await page.keyboard.press("Enter");
    const choice = deploy.card.getByLabel("Choose a function");
    await choice.focus();
    await page.keyboard.type("Function3");
    await expect(deploy.card.locator(".fits")).toContainText("Function3 runs");
    await deploy.card.getByText("More", { exact: true }).focus();
    await page.keyboard.press("Enter");
    await axe("function");
    await deploy.start.focus();
    await page.keyboard.press("Enter");
    await deploy.ended();
    await expect(deploy.rows).toContainText("Lambda holds exactly these bytes");
    await axe("deployed");
  });
}
