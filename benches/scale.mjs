// Whether the time grows linearly with the drop. Measured natively, so that only the work of the crate counts.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nativePress } from "./native.mjs";

/** The small numbers of items. The large numbers are ten times as large. */
const FEW_WHEELS = 300;
const FEW_FILES = 5000;

/** The native time per item, compared with the time per item of a drop that is ten times smaller. */
export async function scale({ repetitions, scratch, table, wheel, alternate }) {
  const times = await measureScale(scratch, (turn) => alternate(turn, Math.min(repetitions, 3)), wheel);
  for (const [name, { few, many, counts }] of Object.entries(times)) {
    table.add(`time for each of ${counts[1]} ${name}, beside each of ${counts[0]}`, many, few, 1.2);
  }
}

/**
 * Milliseconds per item, for few and for many items: wheels that require each other, and files of one folder that
 * import each other. `alternate` repeats a turn, `makeWheel` makes a wheel.
 */
async function measureScale(scratch, alternate, makeWheel) {
  const pressed = await nativePress("--handler", "lambda_function.handler");
  const press = async (paths, count) => (await pressed(paths)) / count;
  const drops = {
    wheels: await Promise.all([FEW_WHEELS, 10 * FEW_WHEELS].map((count) => wheels(scratch, count, makeWheel))),
    files: await Promise.all([FEW_FILES, 10 * FEW_FILES].map((count) => files(scratch, count))),
  };
  const times = {};
  for (const [name, [few, many]] of Object.entries(drops)) {
    const [ofFew, ofMany] = [[], []];
    await alternate(async (counts) => {
      const [one, other] = [await press(few.paths, few.count), await press(many.paths, many.count)];
      if (!counts) return;
      ofFew.push(one);
      ofMany.push(other);
    });
    times[name] = { few: ofFew, many: ofMany, counts: [few.count, many.count] };
  }
  return times;
}

async function wheels(scratch, count, makeWheel) {
  const directory = join(scratch, `wheels-${count}`);
  await mkdir(directory);
  for (let n = 0; n < count; n++) {
    const name = `small_${n}`;
    const needed = [n + 1, n + 2, (n * 7 + 13) % count].filter((other) => other > n && other < count);
    const metadata = needed.map((other) => `Requires-Dist: small-${other}\n`).join("");
    const modules = Array.from({ length: 20 }, (_, k) => ({
      name: `${name}/m${k}.py`,
      data: `value = ${k}\n`.repeat(50),
    }));
    const { fileName, data } = makeWheel({ name, metadata, files: modules });
    await writeFile(join(directory, fileName), data);
  }
  return { paths: (await readdir(directory)).map((name) => join(directory, name)), count };
}

async function files(scratch, count) {
  const directory = join(scratch, `files-${count}`);
  await mkdir(directory);
  for (let n = 0; n < count; n++) {
    await writeFile(join(directory, `m${n}.py`), `import m${(n + 1) % count}\n${`value = ${n}\n`.repeat(20)}`);
  }
  await writeFile(join(directory, "lambda_function.py"), "import m0\n\n\ndef handler(event, context):\n    return 1\n");
  return { paths: [directory], count };
}
