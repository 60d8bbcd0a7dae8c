import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestHandler } from "./suggest-handler";

const handlers: [what: string, dropped: string[], handler: string][] = [
  ["one module", ["function.py", "pillow.whl"], "function.lambda_handler"],
  ["no module", ["pillow.whl"], "lambda_function.lambda_handler"],
  ["two modules", ["a.py", "b.py"], "lambda_function.lambda_handler"],
  ["a folder", ["app/main.py", "app/lib/x.py"], "main.lambda_handler"],
  ["a module beside a folder", ["main.py", "lib/x.py"], "main.lambda_handler"],
  ["a folder of libraries", ["libs/six.py", "libs/six-1.17.0.dist-info/RECORD"], "lambda_function.lambda_handler"],
  ["a virtualenv", ["venv/pyvenv.cfg", "venv/x.py"], "lambda_function.lambda_handler"],
  ["both names", ["app/lambda_function.py", "app/util.py"], "lambda_function.lambda_handler"],
  ["a name with a dot", ["my.app.py"], "lambda_function.lambda_handler"],
];

for (const [what, dropped, handler] of handlers) {
  test(`the handler suggested for ${what}`, () =>
    assert.equal(suggestHandler(dropped.map((path) => ({ path, file: new Blob() }))), handler));
}
