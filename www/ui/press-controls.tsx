import { useLayoutEffect, useRef } from "preact/hooks";
import type { Pressing } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { goToFindings } from "./go-to-findings";
import { isHeldBack, pressLabel } from "./press-label";
import { PressProgress } from "./press-progress";

interface Props {
  pressing: Pressing;
  /** Whether only an existing package was dropped: pressing it again repairs it. */
  isRepair: boolean;
  /** The number of files of that package that the user has changed. */
  changes: number;
  /** The number of errors. */
  errors: number;
  /** Whether to press even if there are errors. */
  allowErrors: boolean;
  actions: Pick<Actions, "press" | "pressBoth" | "cancel">;
}

/** The buttons that start and cancel pressing, and its progress. */
export function PressControls({ pressing, isRepair, changes, errors, allowErrors, actions }: Props) {
  const asked = { isRepair, changes, errors, allowErrors };
  const press = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const running = pressing.status === "pressing";
  const both = useRef<HTMLButtonElement>(null);
  const lastClicked = useRef(press);
  const wasRunning = useRef(running);
  const hadFocus = useRef(false);

  // When the focused button is disabled or removed, the browser moves the focus to the top of the page.
  useLayoutEffect(() => {
    if (running === wasRunning.current) return;
    wasRunning.current = running;
    if (hadFocus.current) (running ? cancel : lastClicked.current).current?.focus();
  });
  hadFocus.current = [press.current, both.current, cancel.current].some(
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
          lastClicked.current = press;
          if (isHeldBack(asked)) goToFindings();
          else actions.press();
        }}
      >
        {pressLabel(asked)}
      </button>
      {/* While a package is pressed, the progress is shown instead. */}
      {!running && !isRepair && (
        <button
          ref={both}
          type="button"
          title={t("Press for x86_64, then for arm64")}
          onClick={() => {
            lastClicked.current = both;
            actions.pressBoth();
          }}
        >
          {t("Press for both")}
        </button>
      )}
      {running && (
        <>
          <button ref={cancel} type="button" onClick={actions.cancel}>
            {t("Cancel")}
          </button>
          <PressProgress progress={pressing.progress} architecture={pressing.architecture} />
        </>
      )}
    </div>
  );
}
