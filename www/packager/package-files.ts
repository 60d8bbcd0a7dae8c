/**
 * The addresses of the package's files, which lie beside the bundle that contains this module. The build inserts their
 * names. Bundlers recognise exactly this form. Workers import nothing, so their scripts are ordinary files.
 */
export const packageFiles = {
  wasm: {
    plan: () => new URL(FILES.plan, import.meta.url),
    press: () => new URL(FILES.press, import.meta.url),
    project: () => new URL(FILES.project, import.meta.url),
    codecs: () => new URL(FILES.codecs, import.meta.url),
    indexes: () => new URL(FILES.indexes, import.meta.url),
  },
  worker: {
    plan: () => new URL(FILES.planWorker, import.meta.url),
    press: () => new URL(FILES.pressWorker, import.meta.url),
    project: () => new URL(FILES.projectWorker, import.meta.url),
    indexes: () => new URL(FILES.indexesWorker, import.meta.url),
  },
};
