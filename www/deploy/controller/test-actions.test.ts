import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../common/store";
import { functionRow } from "../deploy-row";
import { initialDeploy, reduceDeploy } from "../deploy-state";
import type { Services } from "../services";
import type { ControllerContext } from "./context";
import { testActions } from "./test-actions";

test("the updated functions of a repository are tested, and without them those of the form", () => {
  const store = createStore(initialDeploy, reduceDeploy);
  testActions({ store, services: {} as Services } as ControllerContext);
  const names = () => store.state.testable.map(({ name }) => name);
  assert.deepEqual(names(), []);
  store.dispatch({ type: "form", change: { functions: "hello:live", region: "us-east-1" } });
  assert.deepEqual(names(), ["hello:live (us-east-1)"]);
  const zip = { blob: new Blob(), codeSha256: "" };
  const target = { functionName: "orders", region: "eu-west-1" };
  store.dispatch({ type: "started", rows: [{ ...functionRow(target, zip), target }] });
  assert.deepEqual(names(), ["orders (eu-west-1)"]);
  const { testable } = store.state;
  const [{ id = "" } = {}] = store.state.rows;
  store.dispatch({ type: "progressed", id, progress: { stage: "done" } });
  assert.equal(store.state.testable, testable);
  store.dispatch({ type: "ended" });
  store.dispatch({ type: "packages", names: ["function.zip"], kind: "function" });
  assert.deepEqual(names(), ["hello:live (us-east-1)"]);
});
