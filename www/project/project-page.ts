import type { ProjectRequest } from "../deploy/project/project-request";
import type { Item, Packager } from "../packager/types";
import type { ProjectWork } from "./work";

/** What the rest of the page gives to the card. */
export interface ProjectPage {
  packager: Promise<Packager>;
  /** What was dropped. */
  items(): Item[];
  /** Offers bytes for download. */
  download(blob: Blob, name: string): void;
  /** Fetches what presses and packages. */
  work(): Promise<ProjectWork>;
  /** Starts a deploy. */
  deploy(request: ProjectRequest): void;
}
