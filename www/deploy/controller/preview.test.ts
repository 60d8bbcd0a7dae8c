import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../common/store";
import type { DeployPackage } from "../deploy-request";
import { type DeployState, initialDeploy, reduceDeploy } from "../deploy-state";
import { DeployError } from "../error";
import type { Services } from "../services";
import type { ControllerContext } from "./context";
import { keepPreview } from "./preview";

/** A card with a package. The check of every link ends with this code. */
function card(code: string) {
  const store = createStore({ ...initialDeploy, form: { ...initialDeploy.form, method: "link" } }, reduceDeploy);
  const zip = { name: "function.zip", blob: new Blob(["zip"]) } as DeployPackage;
  const read = async () => {
    throw new DeployError({ code, message: "no", hint: "" });
  };
  const services = { links: { read }, aws: { call: async () => null } } as unknown as Services;
  const page = { packages: () => [zip] } as unknown as ControllerContext["page"];
  keepPreview({ store, services, page } as ControllerContext);
  const until = (is: (state: DeployState) => boolean) =>
    new Promise<void>((resolve) => {
      const look = (state: DeployState) => void (is(state) && resolve());
      store.subscribe(look);
      look(store.state);
    });
  /** Changes the form, and waits for the preview of the changed form. */
  const previewed = async (change: Partial<DeployState["form"]>) => {
    const before = store.state.form;
    const shown = new Promise<void>((resolve) => {
      store.subscribe(({ commands, form }, previous) => {
        // The updates after the commands are dispatched in the same task.
        if (commands !== previous.commands && form !== before) setTimeout(resolve, 0);
      });
    });
    store.dispatch({ type: "form", change });
    await shown;
  };
  return { store, until, previewed };
}

test("credentials that were pasted as a link are emptied, and the reason stays until another link", async () => {
  const { store, until, previewed } = card("upload-credentials");
  store.dispatch({ type: "form", change: { link: "secret" } });
  await until(({ problem, form }) => problem?.code === "upload-credentials" && form.link === "");
  // Waits for the preview of the empty field.
  await previewed({ minutes: "5" });
  assert.equal(store.state.problem?.code, "upload-credentials");
  await previewed({ method: "credentials" });
  assert.equal(store.state.problem, null);
});

test("another text that is no link stays where it is", async () => {
  const { store, until } = card("upload-unrecognized");
  store.dispatch({ type: "form", change: { link: "hello" } });
  await until(({ problem }) => problem?.code === "upload-unrecognized");
  assert.equal(store.state.form.link, "hello");
});

test("the preview says why there are no commands, unless a field is still empty", async () => {
  const { store, previewed } = card("upload-unrecognized");
  const check = async (change: Partial<DeployState["form"]>, expected: [string?, string?]) => {
    await previewed({ method: "hand", ...change });
    const { commands, testCommands } = store.state;
    assert.deepEqual([commands.problem?.code, testCommands.problem?.code], expected);
  };
  await check({ functions: "" }, [undefined, undefined]);
  await check({ functions: "hello:3" }, ["version-fixed", "version-fixed"]);
  await check({ functions: "..", event: "{a}" }, ["name-invalid", "event-invalid"]);
});

test("the reason why a deploy was refused stays until the form changes, also if the preview is made later", async () => {
  const { store, previewed } = card("upload-unrecognized");
  await previewed({ method: "credentials", functions: "hello" });
  const shown = previewed({ functions: "my fn" });
  store.dispatch({ type: "failed", problem: { code: "name-invalid", message: "no" } });
  await shown;
  assert.equal(store.state.problem?.code, "name-invalid");
  await previewed({ functions: "fn" });
  assert.equal(store.state.problem, null);
});
