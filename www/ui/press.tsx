import { useLayoutEffect, useRef } from "preact/hooks";
import type { Progress } from "../packager/types";
import type { Architecture, Pressing } from "../state";
import type { Actions } from "./actions";
import { formatSize } from "./format";

const STAGES: Record<Progress["stage"], string> = { plan: "Reading", press: "Pressing" };

interface Props {
  pressing: Pressing;
  /** An existing package is all there is: pressing it again repairs it. */
  repairs: boolean;
  actions: Actions;
}

export function Press({ pressing, repairs, actions }: Props) {
  const press = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const running = pressing.status === "pressing";
  const both = useRef<HTMLButtonElement>(null);
  const pressed = useRef(press);
  const wasRunning = useRef(running);
  const heldFocus = useRef(false);

  // Disabling or removing the focused button would send the keyboard back to the top of the page.
  useLayoutEffect(() => {
    if (running === wasRunning.current) return;
    wasRunning.current = running;
    if (heldFocus.current) (running ? cancel : pressed.current).current?.focus();
  });
  heldFocus.current = [press.current, both.current, cancel.current].some(
    (button) => button && button === document.activeElement,
  );

  return (
    <div class="press">
      <button
        ref={press}
        type="button"
        class={pressing.status === "pressed" ? undefined : "accent"}
        disabled={running}
        onClick={() => {
          pressed.current = press;
          actions.press();
        }}
      >
        {repairs ? "Repair" : "Press"}
      </button>
      {/* Its place is the progress's while one runs. */}
      {!running && !repairs && (
        <button
          ref={both}
          type="button"
          title="Press for x86_64, then for arm64"
          onClick={() => {
            pressed.current = both;
            actions.pressBoth();
          }}
        >
          Press for both
        </button>
      )}
      {running && (
        <>
          <button ref={cancel} type="button" onClick={actions.cancel}>
            Cancel
          </button>
          <ProgressBar progress={pressing.progress} architecture={pressing.architecture} />
        </>
      )}
    </div>
  );
}

interface ProgressProps {
  progress: Progress | null;
  architecture: Architecture | null;
}

function ProgressBar({ progress, architecture }: ProgressProps) {
  const known = progress !== null && progress.total > 0;
  const percent = known ? Math.floor((progress.done / progress.total) * 100) : 0;
  const stage = `${STAGES[progress?.stage ?? "plan"]}${architecture ? ` for ${architecture}` : ""}`;
  return (
    <div class="progress">
      <label for="progress">{stage}</label>
      <span class="bytes">
        {known ? `${formatSize(progress.done)} of ${formatSize(progress.total)} · ${percent}%` : "…"}
      </span>
      <progress id="progress" {...(known && { value: progress.done, max: progress.total })} />
      {/* In steps of a quarter: every percent read aloud would be noise. */}
      <span class="visually-hidden" aria-live="polite">
        {`${stage}, ${Math.floor(percent / 25) * 25}%`}
      </span>
    </div>
  );
}
