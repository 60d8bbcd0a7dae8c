/** What commands are wished for: types only. */

import type { Action, Architecture, CodeOrigin, Place } from "./actions";

/** What the package was pressed for. */
export interface Pressed {
  runtime: string;
  architecture: Architecture;
  handler?: string;
  unzippedSize: number;
  codeSha256?: string;
}

export interface CommandWish {
  place: Place;
  action: Action;
  /** The zip's file name. */
  zip: string;
  size: number;
  shell?: "sh" | "powershell";
}

interface DeployCommandWish {
  place: Place;
  code: CodeOrigin;
  /** The zip's file name. */
  zip: string;
  size: number;
  runtime: string;
  architecture: Architecture;
  shell?: "sh" | "powershell";
}

/** A function's whole deploy by hand. */
export interface FunctionCommandWish extends DeployCommandWish {
  functionName: string;
  alias?: string;
  codeSha256: string;
  handler?: string;
  /** Of a function that is to be made. */
  role?: string;
  publish?: boolean;
  dryRun?: boolean;
  configure?: boolean;
  guard?: boolean;
}

export interface LayerCommandWish extends DeployCommandWish {
  layerName: string;
  /** Functions that get the layer version. */
  attachTo?: string[];
}
