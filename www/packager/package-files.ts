/**
 * Where the files of the package are: beside the bundle that this becomes a part of. The build gives them their names.
 * Bundlers find them by exactly this form. Workers import nothing, so their scripts are files like the others.
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
