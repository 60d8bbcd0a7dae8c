import { nextTask } from "../common/next-task";

/** What the editor is made of, the innermost first. */
const steps = [
  () => import("./codemirror-state"),
  () => import("./codemirror-view"),
  () => import("./codemirror-language"),
  () => import("./languages"),
];

/**
 * The editor's class. CodeMirror is in this part's script, but runs when it is first wanted, a package a task: all of it in
 * one would take longer than nobody notices.
 */
export async function loadCodeEditor() {
  for (const step of steps) {
    await step();
    await nextTask();
  }
  const { CodeEditor } = await import("./code-editor");
  await nextTask();
  return CodeEditor;
}
