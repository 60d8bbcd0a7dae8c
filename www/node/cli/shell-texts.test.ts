import assert from "node:assert/strict";
import { test } from "node:test";
import { inShell } from "./shell-texts";

test("texts of the core speak of paths, and names stay", () => {
  const check = (page: string, shell: string) => assert.equal(inShell(page), shell);
  check("Reload the page", "Run the command again; if it happens again, please report it");
  check("Drop a wheel of it", "Give a wheel of it");
  check("Build a wheel and drop it too: pip wheel 'drop'", "Build a wheel and give its path too: pip wheel 'drop'");
  check('"drop/dropped.py" was not dropped alone', '"drop/dropped.py" was not given alone');
  check('Leave "drop/a" out of the drop, or drop "b"', 'Leave "drop/a" out of the paths, or give "b"');
  check("Python's path has no dropped folder's file", "Python's path has no given folder's file");
  check("no wheel of easy-drop was dropped", "no wheel of easy-drop was given");
  check(
    "./drop/a.py and drop.py, drop/b.py, drop==1.0: drop it.",
    "./drop/a.py and drop.py, drop/b.py, drop==1.0: give it.",
  );
  check("A dropdown and a backdrop", "A dropdown and a backdrop");
});
