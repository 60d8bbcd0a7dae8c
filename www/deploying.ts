/** Connects the deploy card with what sends: the counterpart of app.ts for everything after the package. */

import { downloadZip } from "client-zip";
import type { Action, FunctionConfiguration, Place } from "./deploy/boundary";
import type { Host } from "./deploy/client";
import { Deployer } from "./deploy/deployer";
import { DeployError } from "./deploy/error";
import type { Deploy } from "./deploy/flow";
import type { Zip } from "./deploy/parts";
import { askForHosts } from "./deploy/permissions";
import {
  type DeployEvent,
  type DeployState,
  type Form,
  functionsOf,
  headersOf,
  initialDeploy,
  type Row,
  reduceDeploy,
} from "./deploy-state";
import { toProblem } from "./problem";
import { type Download, downloadsOf, type Problem, type State } from "./state";
import { createStore, type StoreOf } from "./store";
import type { DeployActions } from "./ui/deploy/actions";

/** Milliseconds of rest after which commands and pasted links are looked at again. */
const PAUSE = 150;

export interface Deploying {
  store: StoreOf<DeployState, DeployEvent>;
  actions: DeployActions;
}

/** `page` gives the state of the rest of the page: the pressed packages and their target. */
export function connectDeploy(host: Host, page: () => State): Deploying {
  const store = createStore(initialDeploy, reduceDeploy);
  const { dispatch } = store;
  let running = new AbortController();
  const deployer = new Deployer(host, {
    locked: (why) => dispatch({ type: "locked", why }),
    paused: (failure) =>
      dispatch({
        type: "paused",
        problem: failure && {
          code: "credentials-ended",
          message: failure.message,
          hint: "Paste new credentials: the deploy goes on where it is, without sending again what arrived",
        },
      }),
  });

  // Leaving the page in the middle asks; what the credentials are kept in ends with it.
  addEventListener("beforeunload", (event) => {
    if (store.state.running) event.preventDefault();
  });
  addEventListener("pagehide", () => deployer.lock());

  const download = (): Download | undefined => {
    const all = downloadsOf(page());
    return all.find(({ name }) => name === store.state.form.zip) ?? all[0];
  };

  /** Looks at what is typed: the commands it comes to, what the pasted link is. */
  let look: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state, previous) => {
    if (state.form === previous.form) return;
    clearTimeout(look);
    look = setTimeout(() => void lookAt(state.form), PAUSE);
  });
  const lookAt = async (form: Form) => {
    const chosen = download();
    if (!chosen) return;
    const cors = await corsOf(form);
    const commands: string[] = [];
    for (const action of actionsOf(form, page(), chosen)) {
      const wish = {
        place: placeOf(form, action.region),
        action: action.action,
        zip: chosen.name,
        size: chosen.zip.size,
      };
      commands.push(...(await deployer.aws.call("cliCommands", wish).catch(() => [])));
    }
    if (form !== store.state.form) return;
    dispatch({ type: "commands", commands, cors });
    if (form.way !== "link" || form.link.trim() === "")
      return dispatch({ type: "upload", upload: null, problem: null });
    try {
      const upload = await deployer.presigned.read(form.link, zipOf(chosen), headersOf(form));
      if (form !== store.state.form) return;
      dispatch({ type: "upload", upload, problem: null });
      // The bucket is known by now.
      dispatch({ type: "commands", commands, cors: await corsOf(form) });
    } catch (error) {
      if (form === store.state.form) dispatch({ type: "upload", upload: null, problem: toProblem(error) });
    }
  };

  /** For the console and for the command line: what the bucket must say to let this page in. */
  const corsOf = async (form: Form) => {
    // Of a page on file:// the location says "null" or "file://", by browser.
    const origin = location.protocol === "file:" ? "null" : location.origin;
    const bucket = form.way === "link" ? (store.state.upload?.bucket ?? "") : form.bucket;
    const named = bucket.replaceAll("{region}", form.region) || "YOUR-BUCKET";
    const region = (form.way === "link" && store.state.upload?.region) || form.region;
    const place = form.way === "link" ? { region } : placeOf(form);
    try {
      const json = await deployer.aws.call("corsConfiguration", origin);
      const command = await deployer.aws.call("corsCommand", place, named, origin);
      return { json, command: command.join("\n") };
    } catch {
      return null;
    }
  };

  const run = async (only?: Set<string>) => {
    const chosen = download();
    if (!chosen || store.state.running) return;
    const { form } = store.state;
    running = new AbortController();
    const { signal } = running;
    const rows = rowsOf(form, chosen);
    const again = only ? rows.filter(({ id }) => only.has(id)) : rows;
    const kept = only ? store.state.rows.filter(({ id }) => !only.has(id)) : [];
    if (rows.length === 0) {
      const hint = "Write one function a line";
      return dispatch({ type: "failed", problem: { code: "function-unnamed", message: "No function is named", hint } });
    }
    dispatch({ type: "started", rows: [...kept, ...again] });
    try {
      await work(form, chosen, again, signal);
    } catch (error) {
      for (const { id } of again) dispatch({ type: "row", id, change: { problem: problemOf(error, signal) } });
    }
    dispatch({ type: "ended" });
  };

  const work = async (form: Form, chosen: Download, rows: Row[], signal: AbortSignal) => {
    const zip = zipOf(chosen);
    const state = page();
    const place = placeOf(form);
    const [row] = rows;
    const id = row?.id ?? "";
    const watch = {
      signal,
      onProgress: (sent: number) => dispatch({ type: "told", id, told: { stage: "uploading", sent } }),
      onFault: ({ message }: { message: string }) => dispatch({ type: "row", id, change: { fault: message } }),
    };
    const done = (facts: [string, string][]) => {
      dispatch({ type: "told", id, told: { stage: "done" } });
      dispatch({ type: "row", id, change: { facts } });
    };
    if (form.way === "link") {
      const upload = await deployer.uploadByLink(form.link, zip, watch, headersOf(form));
      return done(present({ Bucket: upload.bucket, Key: upload.key, Size: zip.blob.size, codeSha256: zip.codeSha256 }));
    }
    if (form.goal === "object") {
      const uploaded = await deployer.upload(zip, place, form.bucket, form.key, form.ifNoneMatch, watch);
      const { bucket, key, version, verified, note } = uploaded;
      const { size } = zip.blob;
      const { codeSha256 } = zip;
      return done(
        present({
          Bucket: bucket,
          Key: key,
          VersionId: version,
          Size: size,
          codeSha256,
          Verified: verified,
          "May be left": note,
        }),
      );
    }
    if (form.goal === "layer") {
      const { runtime } = state.target;
      const architecture = architectureOf(state, chosen);
      const { layerName, bucket, key } = form;
      const wish = { layerName, runtime, architecture, key, ...(bucket && { bucket }) };
      const made = await deployer.publishLayer(zip, place, wish, watch);
      return done(
        present({
          LayerArn: made.layerArn,
          LayerVersionArn: made.layerVersionArn,
          Version: made.version,
          CodeSize: made.codeSize,
          CodeSha256: made.codeSha256,
        }),
      );
    }
    const targets = functionsOf(form).map((target) => ({ target, id: idOf(target) }));
    const wanted = targets.filter(({ id }) => rows.some((row) => row.id === id));
    await deployer.deploy(
      deployOf(form, state, chosen),
      wanted.map(({ target, id }) => ({
        target,
        tell: (told) => {
          dispatch({ type: "told", id, told });
          if (told.stage === "done" && told.configuration) {
            dispatch({ type: "row", id, change: { facts: factsOf(told.configuration, told.alias) } });
          }
        },
        failed: (error) => dispatch({ type: "row", id, change: { problem: problemOf(error, signal) } }),
        onFault: ({ message }) => dispatch({ type: "row", id, change: { fault: message } }),
      })),
      signal,
    );
  };

  const guarded = (work: () => Promise<void>) => {
    work().catch((error) => dispatch({ type: "failed", problem: toProblem(error) }));
  };
  const opening = (open: () => Promise<void>) => {
    open().catch((error) => dispatch({ type: "notOpened", problem: toProblem(error) }));
  };

  /** Those that are not AWS's own, or may not be. */
  const addresses = ({ way, link, lambdaEndpoint, s3Endpoint }: Form) =>
    way === "link" ? (link.match(/https?:\/\/[^\s"'<>]+/)?.slice(0, 1) ?? []) : [lambdaEndpoint, s3Endpoint];

  const actions: DeployActions = {
    form: (change) => dispatch({ type: "form", change }),
    unlock: (text, profile) =>
      opening(async () => {
        const profiles = await deployer.aws.call("profiles", text);
        // One of several is for the user to choose.
        if (profiles.length > 1 && !profile) return dispatch({ type: "profiles", profiles });
        dispatch({ type: "opened", session: await deployer.unlock(text, profile) });
      }),
    unlockFields: (id, secret, token) =>
      opening(async () =>
        dispatch({ type: "opened", session: await deployer.unlockFields(id, secret, token || undefined) }),
      ),
    lock: () => deployer.lock(),
    start: () => void askForHosts(addresses(store.state.form)).then(() => run()),
    retry: () => void run(new Set(store.state.rows.filter(({ problem }) => problem).map(({ id }) => id))),
    cancel: () => running.abort(new DOMException("The deploy was cancelled", "AbortError")),
    share: () =>
      guarded(async () => {
        const { form } = store.state;
        const seconds = Math.round(Number(form.minutes) * 60);
        const place = placeOf(form);
        const bucket = form.bucket.replaceAll("{region}", form.region);
        const maximum = Math.max(download()?.zip.size ?? 0, 300 * 1024 * 1024);
        const make = {
          url: () => deployer.makeUrl(place, bucket, form.key, seconds),
          form: () => deployer.makeForm(place, bucket, form.key, seconds, maximum),
          ticket: () => deployer.makeTicket(place, bucket, form.key, seconds, maximum),
        };
        dispatch({ type: "shared", text: await make[form.share]() });
      }),
    kit: () =>
      guarded(async () => {
        const chosen = download();
        if (!chosen) return;
        const { commands } = store.state;
        const files = [
          { name: chosen.name, input: chosen.zip.zip },
          { name: "deploy.sh", input: `#!/bin/sh\nset -e\n${commands.join("\n")}\n` },
          { name: "codeSha256.txt", input: `${chosen.zip.codeSha256}\n` },
        ];
        const blob = await downloadZip(files).blob();
        const kit = { url: URL.createObjectURL(blob), name: `${chosen.name.replace(/\.zip$/, "")}-kit.zip` };
        dispatch({ type: "kit", kit });
      }),
    invoke: () =>
      guarded(async () => {
        const { form } = store.state;
        const [target] = functionsOf(form);
        if (!target) return;
        const place = placeOf(form, target.region);
        const answer = await deployer.invoke(place, target.functionName, form.event, new AbortController().signal);
        const status = answer.functionError
          ? `The function failed (${answer.functionError}), status ${answer.statusCode}`
          : `The function answered with status ${answer.statusCode}`;
        dispatch({ type: "invoked", invoked: { status, payload: answer.payload, log: answer.log ?? "" } });
      }),
  };
  return { store, actions };
}

/** What ended in the middle of a cancellation and is not all cleared away. */
const CANCELLATIONS = new Set(["upload-left", "upload-perhaps-left", "cancelled-late"]);

const zipOf = ({ zip, name }: Download): Zip => ({ blob: zip.zip, codeSha256: zip.codeSha256, name });

function architectureOf({ pressing, target }: State, chosen: Download) {
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  const of = outcomes.find((one) => "downloads" in one && one.downloads.includes(chosen));
  return of?.architecture ?? target.architecture;
}

function placeOf(form: Form, region = form.region): Place {
  const { lambdaEndpoint, s3Endpoint, pathStyle } = form;
  return {
    region,
    ...(lambdaEndpoint && { lambdaEndpoint }),
    ...(s3Endpoint && { s3Endpoint }),
    ...(pathStyle && { pathStyle }),
  };
}

function deployOf(form: Form, state: State, chosen: Download): Deploy {
  const { handler, runtime } = state.target;
  const { bucket, key, ifNoneMatch, publish, dryRun, configure, guard } = form;
  return {
    zip: zipOf(chosen),
    unzippedSize: chosen.zip.unzippedSize,
    runtime,
    architecture: architectureOf(state, chosen),
    ...(handler && { handler }),
    place: placeOf(form),
    ...(bucket && { bucket }),
    key,
    ifNoneMatch,
    publish,
    dryRun,
    configure,
    guard,
    ...(form.create && { create: { role: form.role } }),
  };
}

const idOf = ({ functionName, region, alias }: { functionName: string; region: string; alias?: string }) =>
  [functionName, alias ?? "", region].join(" ");

function rowsOf(form: Form, chosen: Download): Row[] {
  const row = (id: string, label: string, region: string): Row => ({
    id,
    label,
    region,
    told: { stage: "waiting" },
    fault: null,
    problem: null,
    facts: [],
  });
  if (form.way === "link") return [row("link", chosen.name, "")];
  if (form.goal === "object") return [row("object", `s3://${form.bucket}/${form.key}`, form.region)];
  if (form.goal === "layer") return [row("layer", form.layerName, form.region)];
  return functionsOf(form).map((target) =>
    row(idOf(target), target.alias ? `${target.functionName}:${target.alias}` : target.functionName, target.region),
  );
}

/** The actions that the commands are for. */
function actionsOf(form: Form, state: State, chosen: Download): { action: Action; region: string }[] {
  const { bucket, key, region, layerName } = form;
  const code = bucket ? { bucket, key } : ({ zipFile: true } as const);
  const architecture = architectureOf(state, chosen);
  const { runtime, handler = "" } = state.target;
  if (form.goal === "object") return [{ region, action: { op: "PutObject", bucket, key } }];
  if (form.goal === "layer") {
    const action = { op: "PublishLayerVersion", layerName, code, runtimes: [runtime], architectures: [architecture] };
    return [{ region, action: action as Action }];
  }
  return functionsOf(form).flatMap(({ functionName, region, alias }): { action: Action; region: string }[] => [
    form.create
      ? {
          region,
          action: { op: "CreateFunction", functionName, code, role: form.role, runtime, handler, architecture },
        }
      : { region, action: { op: "UpdateFunctionCode", functionName, code, architecture } },
    ...(form.publish || alias
      ? [{ region, action: { op: "PublishVersion", functionName, codeSha256: chosen.zip.codeSha256 } as const }]
      : []),
  ]);
}

function factsOf(of: FunctionConfiguration, alias?: string): [string, string][] {
  return present({
    FunctionName: of.functionName,
    FunctionArn: of.functionArn,
    Runtime: of.runtime,
    Handler: of.handler,
    Architectures: of.architectures.join(", "),
    CodeSize: of.codeSize,
    CodeSha256: of.codeSha256,
    Version: of.version,
    Alias: alias,
    LastModified: of.lastModified,
    RevisionId: of.revisionId,
  });
}

function present(facts: Record<string, string | number | undefined>): [string, string][] {
  return Object.entries(facts).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
}

function problemOf(error: unknown, signal: AbortSignal): Problem {
  if (!signal.aborted) return toProblem(error);
  // What a cancellation could not undo is told as it is.
  if (error instanceof DeployError && CANCELLATIONS.has(error.code)) return toProblem(error);
  const hint =
    "No upload in parts is left; a request that was on its way whole may still be carried out: look before trying again";
  return { code: "cancelled", message: "The deploy was cancelled", hint };
}
