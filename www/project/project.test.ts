import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildDefinition, Package, Project } from "../packager/types";
import { initialProject, isProject, reduceProject, templateOf } from "../state/project-state";
import { changesBetween, inputsOf, keyOf } from "./inputs";
import { mergeZips } from "./merge-zips";
import { objectKey } from "./object-key";

const file = (name: string, text: string, lastModified = 1) => ({
  path: name,
  file: new File([text], name, { lastModified }),
});

function stated(id: string, items = [file(`${id}/app.py`, id)], layers: string[] = []): BuildDefinition {
  const target = { kind: "function", runtime: "python3.13", architecture: "x86_64", handler: "app.handler" } as const;
  return { id, target, folder: id, items, keepPaths: true, leaveOut: [], layers, otherLayers: 0, line: 1 };
}

test("merging puts each zip into a folder of its own", async () => {
  const one = await mergeZips(
    [],
    [
      { path: "a.py", text: "a" },
      { path: "é.py", text: "e" },
    ],
  );
  const merged = await mergeZips(
    [
      { folder: "X/", zip: one },
      { folder: "Y/", zip: one },
    ],
    [{ path: "t", text: "t" }],
  );
  const bytes = Buffer.from(await merged.arrayBuffer());
  const end = bytes.length - 22;
  const names: string[] = [];
  for (let at = bytes.readUInt32LE(end + 16); at < end; ) {
    const [length, offset] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString("utf8", at + 46, at + 46 + length);
    const data = bytes.toString("utf8", offset + 30 + length, offset + 31 + length);
    names.push(`${name}=${data}`);
    assert.equal(bytes.toString("utf8", offset + 30, offset + 30 + length), name);
    at += 46 + length + bytes.readUInt16LE(at + 30);
  }
  assert.deepEqual(names, ["t=t", "X/a.py=a", "X/é.py=e", "Y/a.py=a", "Y/é.py=e"]);
});

test("what has changed is named", () => {
  const before = inputsOf(stated("f", [file("f/a.py", "1"), file("f/b.py", "1"), file("f/c.py", "1")]));
  const now = inputsOf(stated("f", [file("f/a.py", "22"), file("f/b.py", "1", 2), file("f/d.py", "1")]));
  assert.deepEqual(changesBetween(before, now), [
    "f/a.py has changed",
    "f/b.py has changed",
    "f/d.py is new",
    "1 more file differs",
  ]);
  assert.deepEqual(changesBetween(before, before), []);
  const other = inputsOf({ ...stated("f"), target: { ...stated("f").target, runtime: "python3.12" } });
  assert.deepEqual(changesBetween(inputsOf(stated("f")), other), ["runtime is python3.12, and was python3.13"]);
});

test("the same folder for the same target is one package, whatever the handler", () => {
  const one = stated("f");
  const two = { ...one, id: "g", target: { ...one.target, handler: "other.handler" } };
  assert.equal(keyOf(inputsOf(one)), keyOf(inputsOf(two)));
  const arm = { ...one, target: { ...one.target, architecture: "arm64" as const } };
  assert.notEqual(keyOf(inputsOf(one)), keyOf(inputsOf(arm)));
});

test("a function is another one if its layer is", () => {
  const layer = (codeSha256: string) => [{ id: "L", package: { codeSha256 } as unknown as Package }];
  const [before, now] = [inputsOf(stated("f"), layer("a")), inputsOf(stated("f"), layer("b"))];
  assert.notEqual(keyOf(before), keyOf(now));
  assert.deepEqual(changesBetween(before, now), ["the layer L has changed"]);
  assert.deepEqual(changesBetween(before, inputsOf(stated("f"))), ["the layer L is gone"]);
});

test("of changes only those count that make another package", () => {
  const wheel = (version: string) => file(`six-${version}-py3-none-any.whl`, version);
  const code = [file("f/app.py", "1"), file("f/requirements.txt", "six")];
  const before = stated("f", [...code, wheel("1.16")]);
  const changes = (now: BuildDefinition) => changesBetween(inputsOf(before), inputsOf(now));
  // Other requirements only, another wheel, and a file that several functions share.
  const [app, requirements] = code as [(typeof code)[0], (typeof code)[0]];
  assert.deepEqual(changes({ ...before, items: [app, file("f/requirements.txt", "six==1.16"), wheel("1.16")] }), [
    "f/requirements.txt has changed",
  ]);
  assert.deepEqual(changes({ ...before, items: [app, requirements, wheel("1.17")] }), [
    "six-1.17-py3-none-any.whl is new",
    "six-1.16-py3-none-any.whl is gone",
  ]);
  const shared = [...before.items, file("f/shared/db.py", "x")];
  assert.deepEqual(changes({ ...before, items: shared }), ["f/shared/db.py is new"]);
  // The place of the statement, the name and the handler are not part of the package.
  const elsewhere = { ...before, line: 9, name: "other", target: { ...before.target, handler: "app.other" } };
  assert.deepEqual(changes(elsewhere), []);
  const leftOut = { ...before, leaveOut: ["six"] };
  assert.deepEqual(changes(leftOut), ["six is left out now"]);
  assert.deepEqual(changesBetween(inputsOf(leftOut), inputsOf(before)), ["six is left out no more"]);
  assert.notEqual(keyOf(inputsOf(leftOut)), keyOf(inputsOf(before)));
});

test("an object's key is the SHA-256 in hexadecimal", () => {
  const codeSha256 = Buffer.from("00ff".padEnd(64, "a"), "hex").toString("base64");
  assert.equal(objectKey(codeSha256, "/app/v1/"), `app/v1/${"00ff".padEnd(64, "a")}.zip`);
  assert.equal(objectKey(codeSha256, ""), `${"00ff".padEnd(64, "a")}.zip`);
});

function project(file: string, statement: Project["statement"], count: number, more: Partial<Project> = {}): Project {
  const all = Array.from({ length: count }, (_, index) => stated(`f${index}`));
  return { file, statement, definitions: all, skipped: [], findings: [], ...more };
}

const read = (...projects: Project[]) => reduceProject(initialProject, { type: "read", projects });

test("the card is there for a file that states something, and for several folders", () => {
  const isThere = (...projects: Project[]) => isProject(read(...projects));
  const skipped = [{ id: "a", why: "it is an image", line: 1 }];
  assert.equal(isThere(), false);
  assert.equal(isThere(project("app/template.yaml", "template", 0)), false);
  assert.equal(isThere(project("app/template.yaml", "template", 0, { skipped })), true);
  assert.equal(isThere(project("app/template.yaml", "template", 1)), true);
  assert.equal(isThere(project("app/serverless.yml", "serverless", 1)), true);
  assert.equal(isThere(project("app/main.tf", "terraform", 0, { skipped })), false);
  assert.equal(isThere(project("", "folders", 1)), false);
  assert.equal(isThere(project("", "folders", 2)), true);
});

test("templates are SAM's, CloudFormation's and CDK's", () => {
  const of = (statement: Project["statement"], file: string) =>
    templateOf({ file, statement, definitions: [], skipped: [], findings: [] });
  assert.equal(of("template", "app/template.yaml"), "app/template.yaml");
  assert.equal(of("cdk", "app/cdk.out/Shop.template.json"), "app/cdk.out/Shop.template.json");
  assert.equal(of("serverless", "app/serverless.yml"), undefined);
  assert.equal(templateOf(null), undefined);
});

test("the outermost file with functions is shown, of several the one that states most", () => {
  const check = (expected: string, ...projects: Project[]) => {
    const { project: shownOne, others } = read(...projects);
    assert.deepEqual([shownOne, ...others].map((one) => one?.file).join(" "), expected);
  };
  const skipped = [{ id: "Child", why: "it is a stack of its own", line: 2 }];
  const root = project("app/template.yaml", "template", 1);
  const example = project("app/examples/x/template.yaml", "template", 9);
  check("app/template.yaml app/examples/x/template.yaml", example, root);
  check("app/serverless.yml app/template.yaml", root, project("app/serverless.yml", "serverless", 2));
  const parent = project("app/template.yaml", "template", 0, { skipped });
  check("app/examples/x/template.yaml app/template.yaml", parent, example);
});

test("the file that states most is shown, and another one when it is chosen", () => {
  const state = read(project("a.yaml", "template", 1), project("b.tf", "terraform", 2));
  assert.deepEqual([state.project?.file, state.others.map(({ file }) => file)], ["b.tf", ["a.yaml"]]);
  const chosen = reduceProject(state, { type: "chosen", file: "a.yaml" });
  assert.deepEqual([chosen.project?.file, chosen.others.map(({ file }) => file)], ["a.yaml", ["b.tf"]]);
  assert.equal(chosen.rows.length, 1);
  assert.equal(reduceProject(state, { type: "chosen", file: "nowhere" }), state);
});

test("what is said of files that are not shown is not lost", () => {
  const skipped = [{ id: "dev", why: "Zappa packs it", line: 2 }];
  const { project: none, notes } = read(project("app/zappa_settings.json", "zappa", 0, { skipped }));
  assert.equal(none, null);
  assert.deepEqual(
    notes.map(({ message, path, line }) => [message, path, line]),
    [['"dev" is left alone: Zappa packs it', "app/zappa_settings.json", 2]],
  );
});

test("layers of shared libraries have rows while they last", () => {
  const layer = { definition: stated("SharedLibraries"), functions: new Map([["f0", ["demo"]]]) };
  const state = reduceProject(read(project("t.yaml", "template", 2)), { type: "shared", layers: [layer] });
  const ids = ({ rows }: typeof state) => rows.map(({ definition }) => definition.id);
  assert.deepEqual(ids(state), ["SharedLibraries", "f0", "f1"]);
  assert.deepEqual(ids(reduceProject(state, { type: "started" })), ["f0", "f1"]);
});
