import { useEffect, useMemo, useState } from "preact/hooks";
import type { OwnFile, ZippedFile } from "../state/own-files";
import type { Actions } from "./actions";

/**
 * The text files of a dropped zip, once they have been read. `isWanted`: whether to read them. `zip`: the texts are
 * dropped when it changes. `known` also has the paths of files that have been edited.
 */
export function useZippedFiles(
  wanted: ZippedFile[],
  zip: Blob | undefined,
  isWanted: boolean,
  read: Actions["read"],
): { files: OwnFile[]; known: Pick<Set<string>, "has"> } {
  const [texts, setTexts] = useState(new Map<string, Blob>());
  useEffect(() => setTexts(new Map()), [zip]);
  useEffect(() => {
    if (!isWanted) return;
    const reading = new AbortController();
    const readAll = async () => {
      const found = new Map(texts);
      for (const { path, entry } of wanted) {
        if (found.has(path) || reading.signal.aborted) continue;
        const answer = await read(entry, reading.signal);
        if ("file" in answer) found.set(path, answer.file);
      }
      if (!reading.signal.aborted && found.size > texts.size) setTexts(found);
    };
    void readAll();
    return () => reading.abort();
  }, [wanted, isWanted, texts]);
  const files = useMemo(
    () =>
      wanted.flatMap(({ path }) => {
        const file = texts.get(path);
        return file ? [{ path, file }] : [];
      }),
    [wanted, texts],
  );
  return { files, known: texts };
}
