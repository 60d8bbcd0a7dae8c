import assert from "node:assert/strict";
import { test } from "node:test";
import { ageOf } from "./age";
import { guessedLine, statementOf, typedRequirements } from "./typed";

test("a typed line is cut where requirements begin", () => {
  const check = (text: string, expected: string[]) => assert.deepEqual(typedRequirements(text), expected, text);
  check("", []);
  check("  pandas requests ", ["pandas", "requests"]);
  check("pandas,requests", ["pandas", "requests"]);
  check("pandas>=2,<3 requests[socks] , six == 1.17.0", ["pandas>=2,<3", "requests[socks]", "six == 1.17.0"]);
  check("a @ https://x/a-1.0-py3-none-any.whl b", ["a @ https://x/a-1.0-py3-none-any.whl", "b"]);
  check("ruamel.yaml zope.interface~=8.0", ["ruamel.yaml", "zope.interface~=8.0"]);
  check("six 3to2, 7zip==1.0", ["six", "3to2", "7zip==1.0"]);
  check("six == 1.17.0rc1 , < 2a1", ["six == 1.17.0rc1 , < 2a1"]);
  check("pandas 2.1", ["pandas 2.1"]);
  // A marker ends at a comma, since its words look like names.
  check("a b; python_version < '3.11' and os_name == 'x, y', c", [
    "a",
    "b; python_version < '3.11' and os_name == 'x, y'",
    "c",
  ]);
  check('tomli>=2 ; python_version in "3.9, 3.10"', ['tomli>=2 ; python_version in "3.9, 3.10"']);
  check("a @ https://x/a.whl ; extra == 'b', six", ["a @ https://x/a.whl ; extra == 'b'", "six"]);
});

test("files state what is required, and locks what is installed", () => {
  const check = (paths: string[], expected: ReturnType<typeof statementOf>, role?: "layer") => {
    const items = paths.map((path) => ({ path, file: new Blob(), ...(role && { role }) }));
    assert.equal(statementOf(items), expected, paths.join(" "));
  };
  for (const path of ["requirements.txt", "app/requirements-dev.in", "Pipfile"]) check([path], "stated");
  for (const path of ["uv.lock", "app/pylock.prod.toml", "Pipfile.lock"]) check(["pyproject.toml", path], "locked");
  check(["function.py", "six-1.17.0-py2.py3-none-any.whl", "app/notes.txt", "my-uv.lock.py"], "none");
  check(["layer/requirements.txt"], "none", "layer");
});

test("guesses are offered, and what files require is not", () => {
  const needs = [
    { requirement: "pandas", guessed: true },
    { requirement: "six>=1" },
    { requirement: "x", guessed: true },
  ];
  assert.equal(guessedLine({ needs, commands: [] }), "pandas x");
});

test("an age is a whole number of days", () => {
  const check = (text: string, expected: number) => assert.equal(ageOf(text), expected, text);
  check("", 0);
  check("7", 7);
  check("-7", 0);
  check("1.5", 0);
  check("99999", 3650);
});
