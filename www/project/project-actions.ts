/** What a user can do with a dropped repository. Components only call it; its effect is visible in the state. */
export interface ProjectActions {
  /** Presses all functions and layers of which something has changed. */
  press(): void;
  /** Cancels pressing. */
  cancel(): void;
  /** Presses what another file states instead. */
  choose(file: string): void;
  /** Makes one package of the whole drop instead, or goes back. */
  dismiss(isDismissed: boolean): void;
  /** Changes what is chosen: the bucket and prefix of packages, names in AWS, whether libraries are shared. */
  form(change: { bucket?: string; prefix?: string; names?: string; share?: boolean }): void;
  /** Makes and downloads the folder that `sam build` would leave. */
  downloadBuild(): void;
  /** Uploads all packages that the bucket does not have. */
  upload(): void;
  /** Updates the functions that the names name. */
  update(): void;
  /** Makes and downloads the template that `sam package` would write. */
  downloadTemplate(): void;
}
