/**
 * Functions whose script is fetched with the first call. Once it is loaded, they are called synchronously, because
 * browsers ask for permissions only while a click is handled.
 */
export function lazily<Functions extends object>(load: () => Promise<Functions>): Functions {
  type Callable = Record<PropertyKey, (...args: unknown[]) => unknown>;
  let loaded: Callable | undefined;
  const call = async (name: PropertyKey, args: unknown[]) => {
    loaded ??= (await load()) as Callable;
    return loaded[name]?.(...args);
  };
  const get = (_: Functions, name: PropertyKey) => loaded?.[name] ?? ((...args: unknown[]) => call(name, args));
  return new Proxy({} as Functions, { get });
}

/** Calls `make` on first use and keeps its result; after a failure the next call tries again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
