// The code of the benchmarks that runs in the page. Times start when the user's gesture ends.

import { collectDropped } from "../www/drop/folder";
import { readDropped } from "../www/drop/read";
import { pressProject } from "../www/project/press-project";

const address = "/wheelpress/index.js";
const { createPackager } = await import(address);

/** Waits until the browser has finished its background work, so that earlier work is not measured. */
const rest = () => new Promise((done) => setTimeout(done, 300));

/** Returns a warmed-up packager that has read nothing, as on a page that has been open for two seconds. */
async function fresh() {
  const packager = await createPackager();
  await packager.memory();
  await new Promise((done) => setTimeout(done, 2000));
  return packager;
}

function picked(selector) {
  return [...document.querySelector(selector).files];
}

/** Reads all wheels into one archive with JSZip and writes it. Each entry keeps its compression method. */
async function jszip() {
  const files = picked("#files");
  await rest();
  const start = performance.now();
  const archive = new JSZip();
  for (const file of files) await archive.loadAsync(file);
  for (const entry of Object.values(archive.files)) {
    // Without this, JSZip would decompress the entries and store them.
    if (!entry.dir) entry.options.compression = entry._data.compression?.magic === "\x08\x00" ? "DEFLATE" : "STORE";
  }
  const zip = await archive.generateAsync({ type: "blob" });
  return { milliseconds: performance.now() - start, size: zip.size };
}

/** The packager of the page. It caches what it read, so files must not be used again. */
let kept;
const seen = new WeakSet();

async function pressAgain(selector, target) {
  kept ??= fresh();
  const packager = await kept;
  const files = picked(selector);
  for (const file of files) {
    if (seen.has(file)) throw new Error(`"${file.name}" was pressed before`);
    seen.add(file);
  }
  await rest();
  const start = performance.now();
  return press(packager, itemsOf(files), target, start);
}

const itemsOf = (files) => files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function pressPicked(selector, target) {
  const packager = await fresh();
  try {
    const files = picked(selector);
    const start = performance.now();
    return await press(packager, itemsOf(files), target, start);
  } finally {
    packager.close();
  }
}

/** Measures from the drop event on, including the listing of the folder. */
async function pressDropped(selector, target) {
  const packager = await fresh();
  const zone = document.querySelector(selector);
  const allow = (event) => event.preventDefault();
  try {
    zone.addEventListener("dragover", allow);
    const dropping = new Promise((done) => zone.addEventListener("drop", done, { once: true }));
    const taking = dropping.then((event) => {
      event.preventDefault();
      return { start: performance.now(), taken: collectDropped(event.dataTransfer) };
    });
    bench.listening = true;
    const { start, taken } = await taking;
    bench.listening = false;
    const { items } = await readDropped(taken);
    return await press(packager, items, target, start);
  } finally {
    zone.removeEventListener("dragover", allow);
    packager.close();
  }
}

async function press(packager, items, target, start) {
  const { result, pause, ended } = await whileWatched(() => packager.pack(items, target, { allowErrors: true }));
  const { size, unzippedSize, findings } = result;
  const errors = [...new Set(findings.filter(({ severity }) => severity === "error").map(({ code }) => code))];
  return {
    milliseconds: ended - start,
    pause,
    items: items.length,
    size,
    unzippedSize,
    errors,
    memory: await packager.memory(),
  };
}

/** Presses the picked files and a source file, and then the same with another source file. */
async function pressTwice(selector, target) {
  const packager = await fresh();
  try {
    const items = itemsOf(picked(selector));
    const source = (text) => ({ path: "lambda_function.py", file: new File([text], "lambda_function.py") });
    const times = [];
    for (const text of ["value = 1\n", "value = 2\n"]) {
      const start = performance.now();
      const { milliseconds } = await press(packager, [source(text), ...items], target, start);
      times.push(milliseconds);
      await rest();
    }
    return { first: times[0], second: times[1] };
  } finally {
    packager.close();
  }
}

async function planPicked(selector, target) {
  const packager = await fresh();
  try {
    const files = picked(selector);
    const start = performance.now();
    const { entries, distributions } = await packager.plan(
      files.map((file) => ({ path: file.name, file })),
      target,
    );
    return { milliseconds: performance.now() - start, entries: entries.length, distributions };
  } finally {
    packager.close();
  }
}

/** Plans the picked files, and then presses them. Returns the milliseconds of both, and the longest pause. */
async function planAndPress(selector, target) {
  const packager = await fresh();
  try {
    const items = itemsOf(picked(selector));
    await rest();
    let planned;
    const start = performance.now();
    const { pause, ended } = await whileWatched(async () => {
      await packager.plan(items, target);
      planned = performance.now() - start;
      await packager.pack(items, target, { allowErrors: true });
    });
    return { planned, pressed: ended - start - planned, pause };
  } finally {
    packager.close();
  }
}

/** Runs something. Returns its result, the time of its end, and the longest blocking of the page meanwhile. */
async function whileWatched(work) {
  const pauses = [0];
  const watch = new PerformanceObserver((list) => pauses.push(...list.getEntries().map(({ duration }) => duration)));
  watch.observe({ type: "longtask" });
  const result = await work();
  const ended = performance.now();
  // A long task is reported some time after it has ended.
  await rest();
  watch.disconnect();
  return { result, ended, pause: Math.max(...pauses) };
}

/** Plans with each text as requirements.txt. The time is the time of the last plan. */
async function resolvePicked(selector, target, requirements) {
  const packager = await fresh();
  try {
    const items = picked(selector).map((file) => ({ path: `wheels/${file.name}`, file }));
    let result;
    for (const text of requirements) {
      const file = new File([text], "requirements.txt");
      const start = performance.now();
      const { distributions } = await packager.plan([...items, { path: "app/requirements.txt", file }], target);
      result = { milliseconds: performance.now() - start, distributions: distributions.length };
    }
    return result;
  } finally {
    packager.close();
  }
}

/** Chooses and fetches the requirements from an index, and presses them, without cached data. */
async function fetchAndPress(index, requirements, target) {
  const packager = await fresh();
  try {
    const file = (path, text) => ({ path: `app/${path}`, file: new File([text], path) });
    const items = [file("requirements.txt", requirements), file("lambda_function.py", "value = 1\n")];
    const heap = performance.memory.usedJSHeapSize;
    const start = performance.now();
    const { items: wheels, findings } = await packager.resolve(items, target, { defaultIndex: index });
    const fetched = performance.now() - start;
    const pressed = await press(packager, [...items, ...wheels], target, start);
    const size = wheels.reduce((sum, { file }) => sum + file.size, 0);
    const messages = findings.map(({ message }) => message);
    const grown = performance.memory.usedJSHeapSize - heap;
    return { ...pressed, fetched, wheels: wheels.length, size, findings: messages, heap: grown };
  } finally {
    packager.close();
  }
}

/** Presses the functions of a picked repository: all together as the page does, or one after another. */
async function pressFunctions(selector, isAlone, count) {
  const packager = await createPackager();
  try {
    await packager.memory();
    const [project] = await packager.projects(itemsOf(picked(selector)));
    // The first function is not measured, because engines compile the code then.
    const [first, ...others] = project.definitions;
    await pressAll(packager, [first]);
    const stated = others.slice(0, count);
    await rest();
    const start = performance.now();
    for (const some of isAlone ? stated.map((one) => [one]) : [stated]) await pressAll(packager, some);
    const milliseconds = performance.now() - start;
    return { milliseconds, memory: Math.max(...(await packager.memory())), functions: stated.length };
  } finally {
    packager.close();
  }
}

async function pressAll(packager, stated) {
  const onRow = (id, { status, findings }) => {
    if (status === "refused") throw new Error(`"${id}" is refused: ${JSON.stringify(findings)}`);
  };
  const reports = { signal: new AbortController().signal, onProgress: () => {}, onRow };
  await pressProject(packager, stated, new Map(), reports);
}

/** Clears the selection of picked files. */
function forget(selector) {
  document.querySelector(selector).value = "";
}

window.bench = {
  jszip,
  forget,
  pressAgain,
  pressPicked,
  pressDropped,
  planPicked,
  planAndPress,
  pressTwice,
  resolvePicked,
  pressFunctions,
  fetchAndPress,
  listening: false,
};
