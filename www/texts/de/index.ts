/** The German texts. The script is fetched when German is chosen. */

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

// The messages of the readers of Python, TOML, JSON and YAML are not in our sources. They come first, so that our texts
// take precedence where both have a text.
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
