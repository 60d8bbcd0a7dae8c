/** Connects the deploy card with what sends: the counterpart of app.ts for everything after the package. */

import { downloadZip } from "client-zip";
import { commandsOf, corsOf, tryCommandsOf } from "./commands";
import type { Host } from "./deploy/client";
import { Deployer, type Watched } from "./deploy/deployer";
import { DeployError } from "./deploy/error";
import { askForHosts } from "./deploy/permissions";
import {
  type DeployEvent,
  type DeployState,
  type Form,
  functionsOf,
  headersOf,
  initialDeploy,
  type Named,
  type Row,
  reduceDeploy,
} from "./deploy-state";
import {
  attachedOf,
  bucketIn,
  deployOf,
  factsOf,
  idOf,
  placeOf,
  present,
  rowsOf,
  type Wish,
  wishOf,
  zipOf,
} from "./deploy-wish";
import { type Problem, toProblem } from "./problem";
import { type Download, downloadsOf, type State } from "./state";
import { createStore, type Store } from "./store";
import type { DeployActions } from "./ui/deploy/actions";

/** Milliseconds of rest after which commands and pasted links are looked at again. */
const PAUSE = 150;

export interface Deploying {
  store: Store<DeployState, DeployEvent>;
  actions: DeployActions;
}

/**
 * `page` gives the state of the rest of the page: the pressed packages and their target; `manifestOf` lists what is in
 * a package.
 */
export function connectDeploy(host: Host, page: () => State, manifestOf: (zip: Blob) => Promise<Blob>): Deploying {
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
    const wish = wishOf(form, page(), chosen);
    // What is not filled in yet makes no command.
    const commands = await commandsOf(deployer.aws, wish, form.shell).catch(() => []);
    const tryCommands = await tryCommandsOf(deployer.aws, wish, form.shell).catch(() => []);
    const cors = await corsOf(deployer.aws, form, store.state.upload).catch(() => null);
    if (form !== store.state.form) return;
    dispatch({ type: "commands", commands, tryCommands, cors });
    if (form.way !== "link" || form.link.trim() === "")
      return dispatch({ type: "upload", upload: null, problem: null });
    try {
      const upload = await deployer.presigned.read(form.link, zipOf(chosen), headersOf(form));
      // The bucket is known by now.
      const cors = await corsOf(deployer.aws, form, upload).catch(() => null);
      if (form !== store.state.form) return;
      dispatch({ type: "upload", upload, problem: null });
      dispatch({ type: "commands", commands, tryCommands, cors });
    } catch (error) {
      if (form === store.state.form) dispatch({ type: "upload", upload: null, problem: toProblem(error) });
    }
  };

  /** What the rows on the card are of, and the layer version that came of it. */
  let started: { wish: Wish; layerVersionArn?: string } | undefined;

  const run = async (wish: Wish, only?: Set<string>) => {
    const rows = rowsOf(wish);
    if (rows.length === 0) {
      const hint = "Write one function a line";
      return dispatch({ type: "failed", problem: { code: "function-unnamed", message: "No function is named", hint } });
    }
    running = new AbortController();
    const { signal } = running;
    const again = only ? rows.filter(({ id }) => only.has(id)) : rows;
    const kept = new Map(only ? store.state.rows.map((row) => [row.id, row]) : []);
    dispatch({ type: "started", rows: rows.map((row) => (only?.has(row.id) ? row : (kept.get(row.id) ?? row))) });
    try {
      await work(wish, again, signal);
    } catch (error) {
      const problem = problemOf(error, signal);
      for (const { id } of again) {
        const row = store.state.rows.find((row) => row.id === id);
        if (row?.told.stage !== "done") dispatch({ type: "row", id, change: { problem } });
      }
    }
    dispatch({ type: "ended" });
  };

  const start = async () => {
    const chosen = download();
    if (!chosen || store.state.running) return;
    const wish = wishOf(store.state.form, page(), chosen);
    started = { wish };
    await run(wish);
  };

  const retry = async () => {
    if (!started || store.state.running) return;
    await run(started.wish, new Set(store.state.rows.filter(({ problem }) => problem).map(({ id }) => id)));
  };

  /** The functions of some rows, with what is told of them shown there. */
  const watched = (targets: Named[], rows: Row[], signal: AbortSignal): Watched[] => {
    const wanted = targets.filter((target) => rows.some(({ id }) => id === idOf(target)));
    return wanted.map((target) => {
      const id = idOf(target);
      return {
        target,
        tell: (told) => {
          dispatch({ type: "told", id, told });
          if (told.stage === "done" && told.configuration) {
            dispatch({ type: "row", id, change: { facts: factsOf(told.configuration, told.alias) } });
          }
        },
        failed: (error) => dispatch({ type: "row", id, change: { problem: problemOf(error, signal) } }),
        onFault: ({ message }) => dispatch({ type: "row", id, change: { fault: message } }),
      };
    });
  };

  const work = async (wish: Wish, rows: Row[], signal: AbortSignal) => {
    const { form, chosen, runtime, architecture } = wish;
    const zip = zipOf(chosen);
    const place = placeOf(form);
    const id = rows[0]?.id ?? "";
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
      const { codeSha256, blob } = zip;
      const object = { Bucket: bucket, Key: key, VersionId: version, Size: blob.size, codeSha256 };
      return done(present({ ...object, Verified: verified, "May be left": note }));
    }
    if (form.goal === "function") {
      return deployer.deploy(deployOf(wish), watched(functionsOf(form), rows, signal), signal);
    }
    if (id === "layer") {
      const { layerName, bucket, key } = form;
      const layer = { layerName, runtime, architecture, key, ...(bucket && { bucket }) };
      const made = await deployer.publishLayer(zip, place, layer, watch);
      if (started?.wish === wish) started.layerVersionArn = made.layerVersionArn;
      done(
        present({
          LayerArn: made.layerArn,
          LayerVersionArn: made.layerVersionArn,
          Version: made.version,
          CodeSize: made.codeSize,
          CodeSha256: made.codeSha256,
        }),
      );
    }
    const { layerVersionArn } = started ?? {};
    if (!layerVersionArn) return;
    const attach = { layerVersionArn, place, guard: form.guard };
    await deployer.attach(attach, watched(attachedOf(form), rows, signal), signal);
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
        const profiles = await deployer.profiles(text);
        // One of several is for the user to choose.
        if (profiles.length > 1 && !profile) return dispatch({ type: "profiles", profiles });
        dispatch({ type: "opened", session: await deployer.unlock(text, profile) });
      }),
    unlockFields: (id, secret, token) =>
      opening(async () =>
        dispatch({ type: "opened", session: await deployer.unlockFields(id, secret, token || undefined) }),
      ),
    lock: () => deployer.lock(),
    start: () => void askForHosts(addresses(store.state.form)).then(start),
    retry: () => void retry(),
    cancel: () => running.abort(new DOMException("The deploy was cancelled", "AbortError")),
    share: () =>
      guarded(async () => {
        const { form } = store.state;
        const seconds = Math.round(Number(form.minutes) * 60);
        const place = placeOf(form);
        const bucket = bucketIn(form, form.region);
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
        const wish = wishOf(store.state.form, page(), chosen);
        const sh = await commandsOf(deployer.aws, wish, "sh").catch(() => []);
        const powershell = await commandsOf(deployer.aws, wish, "powershell").catch(() => []);
        const files = [
          { name: chosen.name, input: chosen.zip.zip },
          { name: "deploy.sh", input: `#!/bin/sh\nset -e\n${sh.join("\n")}\n` },
          { name: "deploy.ps1", input: `${powershell.join("\r\n")}\r\n` },
          { name: "manifest.cdx.json", input: await manifestOf(chosen.zip.zip) },
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
        const answer = await deployer.invoke(place, target, form.event, new AbortController().signal);
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

function problemOf(error: unknown, signal: AbortSignal): Problem {
  if (!signal.aborted) return toProblem(error);
  // What a cancellation could not undo is told as it is.
  if (error instanceof DeployError && CANCELLATIONS.has(error.code)) return toProblem(error);
  const hint =
    "No upload in parts is left; a request that was on its way whole may still be carried out: look before trying again";
  return { code: "cancelled", message: "The deploy was cancelled", hint };
}
