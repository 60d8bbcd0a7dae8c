import type { pressProject } from "./press-project";
import type { buildZip, packagedTemplate } from "./results";

/** What is fetched with the cards of a repository: nobody needs it before. */
export interface ProjectWork {
  pressProject: typeof pressProject;
  buildZip: typeof buildZip;
  packagedTemplate: typeof packagedTemplate;
}
