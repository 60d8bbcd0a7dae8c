/** What a user can do with a dropped repository. Components only call it; its effect is visible in the state. */
export interface ProjectActions {
  /** Presses all functions and layers of which something has changed. */
  press(): void;
  /** Cancels pressing. */
  cancel(): void;
  /** Makes one package of the whole drop instead, or goes back. */
  dismiss(isDismissed: boolean): void;
  /** Changes the bucket or the prefix of the packaged template. */
  form(change: { bucket?: string; prefix?: string; names?: string }): void;
  /** Makes and downloads the folder that `sam build` would leave. */
  downloadBuild(): void;
  /** Uploads all packages that the bucket does not have. */
  upload(): void;
  /** Updates the functions that the names name. */
  update(): void;
  /** Makes and downloads the template that `sam package` would write. */
  downloadTemplate(): void;
}
