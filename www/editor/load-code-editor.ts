import { nextTask } from "../common/next-task";

/** The modules of the editor, dependencies first. */
const steps = [
  () => import("./codemirror-state"),
  () => import("./codemirror-view"),
  () => import("./codemirror-language"),
  () => import("./languages"),
];

/**
 * Loads the editor's class. CodeMirror is in the script of this part, but runs only on first use, one package per task:
 * running all of it in one task would noticeably block the page.
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
