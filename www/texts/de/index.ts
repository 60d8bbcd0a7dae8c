/** German. The script is fetched when it is chosen. */

import { translator } from "../translator";
import aws from "./aws.json";
import checks from "./checks.json";
import composed from "./composed.json";
import deploy from "./deploy.json";
import errors from "./errors.json";
import libraries from "./libraries.json";
import page from "./page.json";
import plan from "./plan.json";
import python from "./python.json";
import readers from "./readers.json";
import sources from "./sources.json";
import templates from "./templates.json";

// What the readers of Python, TOML, JSON and YAML say is not in our sources. It comes first: where both have a text, ours
// counts.
const own = { ...composed, ...errors, ...plan, ...sources, ...libraries, ...checks, ...templates, ...aws };
const messages = { ...readers, ...python, ...own };

/** The texts of the page, findings and errors. */
export const translation = translator("de", { ...page, ...deploy }, messages, [
  ["; ", "; "],
  [". ", ". "],
  [": ", ": "],
  [", ", ", "],
  [" and ", " und "],
  [" or ", " oder "],
]);
