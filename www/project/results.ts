/**
 * The results of a pressed repository: a folder as `sam build` creates it, and a template as `sam package` writes it.
 */

import type { AddedLayer, Item, Package, Packager, Relocation } from "../packager/types";
import type { SharedLayer } from "../state/project-state";
import { mergeZips } from "./merge-zips";
import { objectKey } from "./object-key";

/** A function or layer with its package. */
export interface PressedPart {
  id: string;
  package: Package;
}

/** The folder in which `sam build` puts its results, relative to the template, and the way back. */
const BUILD = ".aws-sam/build/";
const BACK = "../..";

/**
 * The zip of the folder `.aws-sam/build`: a folder for each logical id, and the template, which names these folders.
 */
export async function buildZip(
  packager: Packager,
  template: Item | null,
  parts: PressedPart[],
  shared: SharedLayer[],
): Promise<Blob> {
  const relocations = parts.map(({ id }): Relocation => ({ id, code: { folder: id } }));
  const files = template
    ? [
        {
          path: `${BUILD}template.yaml`,
          text: await packager.relocate(template, relocations, added(shared, parts), { back: BACK }),
        },
      ]
    : [];
  const zips = parts.map(({ id, package: { zip } }) => ({ folder: `${BUILD}${id}/`, zip }));
  return mergeZips(zips, files);
}

/** The template that refers to the packages in a bucket, and the local files that it still names. */
export async function packagedTemplate(
  packager: Packager,
  template: Item,
  parts: PressedPart[],
  shared: SharedLayer[],
  { bucket, prefix }: { bucket: string; prefix: string },
): Promise<{ text: string; remaining: string[] }> {
  const relocations = parts.map(
    ({ id, package: pressed }): Relocation => ({
      id,
      code: { bucket: { bucket, key: objectKey(pressed.codeSha256, prefix) } },
    }),
  );
  const layers = added(shared, parts);
  const [text, remaining] = await Promise.all([
    packager.relocate(template, relocations, layers),
    packager.remainingPaths(template, relocations, layers),
  ]);
  return { text, remaining };
}

/** The pressed layers that the template does not contain yet. */
function added(shared: SharedLayer[], parts: PressedPart[]): AddedLayer[] {
  const pressed = shared.filter(({ definition }) => parts.some(({ id }) => id === definition.id));
  return pressed.map(({ definition: { id, target }, functions }) => {
    return { id, runtime: target.runtime, architecture: target.architecture, functions: [...functions.keys()] };
  });
}
