import type { pressProject } from "./press-project";
import type { buildZip, packagedTemplate } from "./results";

/** Functions that are fetched with the cards of a repository, because they are not needed before. */
export interface ProjectWork {
  pressProject: typeof pressProject;
  buildZip: typeof buildZip;
  packagedTemplate: typeof packagedTemplate;
}
