import type { ComponentChildren } from "preact";

/** An icon. Icons are next to a text with the same meaning, so they are hidden from screen readers. */
function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** The logo: a wheel between the plates of a press. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <path d="M5 5h22M5 27h22" />
      <circle cx="16" cy="16" r="6.5" />
      <circle class="hub" cx="16" cy="16" r="1.6" />
    </svg>
  );
}

/** Marks an error. */
export function ErrorIcon() {
  return (
    <Icon>
      <path class="solid" d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" />
      <path class="cut" d="M5.5 5.5l5 5m0-5l-5 5" />
    </Icon>
  );
}

/** Marks a warning. */
export function WarningIcon() {
  return (
    <Icon>
      <path class="solid" d="M8 1.2L15.4 14.5H.6z" />
      <path class="cut" d="M8 6v4m0 1.6v1" />
    </Icon>
  );
}

/** Marks a note. */
export function InfoIcon() {
  return (
    <Icon>
      <circle class="solid" cx="8" cy="8" r="7" />
      <path class="cut" d="M8 7.2v4.3M8 4.2v1.2" />
    </Icon>
  );
}

/** For buttons that remove or close. */
export function RemoveIcon() {
  return (
    <Icon>
      <path class="stroke" d="M4 4l8 8m0-8l-8 8" />
    </Icon>
  );
}

/** For buttons that copy. */
export function CopyIcon() {
  return (
    <Icon>
      <path class="stroke" d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
    </Icon>
  );
}

/** For links that download. */
export function DownloadIcon() {
  return (
    <Icon>
      <path class="stroke" d="M8 2v8m-3.5-3.5L8 10l3.5-3.5M2.5 13.5h11" />
    </Icon>
  );
}
