import type { ProjectRequest } from "../deploy/project/project-request";
import type { Item, Packager } from "../packager/types";
import type { ProjectWork } from "./work";

/** What the rest of the page provides to the card. */
export interface ProjectPage {
  packager: Promise<Packager>;
  /** Returns the dropped items. */
  items(): Item[];
  /** Offers a blob for download. */
  download(blob: Blob, name: string): void;
  /** Fetches the script that presses and packages. */
  work(): Promise<ProjectWork>;
  /** Starts a deploy. */
  deploy(request: ProjectRequest): void;
}
