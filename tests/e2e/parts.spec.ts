/** Scripts of the page that are fetched when they are needed. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
// The watch of this test allows the browser to print requests that failed.
import { expect, test } from "./deploy-test.ts";

test("a part that cannot be fetched is named, and comes once there is a network again", async ({
  deploy,
  page,
  context,
  scratch,
}) => {
  const script = /\/fetch-[0-9a-f]+\.js$/;
  await context.route(script, (route) => route.abort());
  await page.reload();
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, "import jinja2\n\n\ndef lambda_handler(event, context):\n    return jinja2.__version__\n");
  await deploy.press.drop(file);
  const failed = page.getByText(/"fetch-[0-9a-f]+\.js" cannot be fetched/);
  await expect(failed).toBeVisible();
  await expect(page.getByText("Check the connection, and try again")).toBeVisible();
  // Everything else works.
  await expect(page.getByRole("region", { name: /^Findings/ })).toContainText("jinja2");
  await context.unroute(script);
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(page.getByRole("region", { name: /^Get the libraries/ })).toBeVisible();
  await expect(failed).toBeHidden();
});
