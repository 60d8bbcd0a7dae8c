import assert from "node:assert/strict";
import { test } from "node:test";
import { HostQuestions } from "./host-questions";

const asked = (host: string) => ({ host, isRedirect: false });

test("each host is asked about once, one at a time", async () => {
  const shown: string[] = [];
  const questions = new HostQuestions(({ host }) => shown.push(host));
  const { signal } = new AbortController();
  const index = "https://index.example";
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const [one, again, other] = ["one", "one", "other"].map((host) => questions.allow(index, asked(host), signal));
  await settle();
  assert.deepEqual(shown, ["one"]);
  questions.answer(true);
  assert.equal(await one, true);
  assert.equal(await again, true);
  await settle();
  assert.deepEqual(shown, ["one", "other"]);
  questions.answer(false);
  assert.equal(await other, false);
  // A refused host is asked about again, and so is a host that another index names.
  const more = [questions.allow(index, asked("other"), signal), questions.allow("https://b", asked("one"), signal)];
  for (const _ of more) {
    await settle();
    questions.answer(true);
  }
  assert.deepEqual(await Promise.all(more), [true, true]);
  assert.deepEqual(shown, ["one", "other", "other", "one"]);
});

test("an abort is no answer", async () => {
  const shown: string[] = [];
  const questions = new HostQuestions(({ host }) => shown.push(host));
  const aborting = new AbortController();
  const allowed = questions.allow("", asked("one"), aborting.signal);
  await new Promise((resolve) => setTimeout(resolve));
  aborting.abort();
  assert.equal(await allowed, false);
  assert.equal(await questions.allow("", asked("two"), aborting.signal), false);
  assert.deepEqual(shown, ["one"]);
});
