/** What the card shows while the form is filled in: the commands for it, and what a pasted link is. */

import { toProblem } from "../../problem";
import { corsAdvice } from "../cors";
import type { DeployRequest } from "../deploy-request";
import { parseHeaders } from "../form";
import { GOALS } from "../goals";
import { type ControllerContext, currentRequest } from "./context";

/** Milliseconds after the last change of the form. */
const DELAY = 150;

/** Renews the preview whenever the form has changed. */
export function keepPreview(context: ControllerContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  context.store.subscribe((state, previous) => {
    if (state.form === previous.form) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const request = currentRequest(context);
      if (request) void showPreview(context, request);
    }, DELAY);
  });
}

async function showPreview(context: ControllerContext, request: DeployRequest): Promise<void> {
  const { store, services } = context;
  const { form } = request;
  const { commands, testCommands } = await commandsOf(context, request);
  const cors = await corsAdvice(services.aws, form, store.state.upload).catch(() => null);
  // The form has changed: another preview is on its way.
  if (form !== store.state.form) return;
  store.dispatch({ type: "commands", commands, testCommands, cors });
  if (form.method !== "link" || form.link.trim() === "") {
    return store.dispatch({ type: "upload", upload: null, problem: null });
  }
  await showUpload(context, request);
}

/** The commands for the form. None where a field is missing. */
async function commandsOf({ services: { aws } }: ControllerContext, request: DeployRequest) {
  const { shell } = request.form;
  const goal = GOALS[request.form.goal];
  const commands = await goal.commands(request, aws, shell).catch(() => []);
  const testCommands = (await goal.testCommands?.(request, aws, shell).catch(() => [])) ?? [];
  return { commands, testCommands };
}

/** Checks the pasted link. The CORS configuration is then one for its bucket. */
async function showUpload({ store, services }: ControllerContext, { form, zip }: DeployRequest): Promise<void> {
  try {
    const upload = await services.links.read(form.link, zip, parseHeaders(form.linkHeaders));
    const cors = await corsAdvice(services.aws, form, upload).catch(() => null);
    if (form !== store.state.form) return;
    store.dispatch({ type: "upload", upload, problem: null });
    const { commands, testCommands } = store.state;
    store.dispatch({ type: "commands", commands, testCommands, cors });
  } catch (error) {
    if (form === store.state.form) store.dispatch({ type: "upload", upload: null, problem: toProblem(error) });
  }
}
