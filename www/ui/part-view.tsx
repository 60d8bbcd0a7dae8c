import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { nextTask } from "../common/next-task";
import { type Problem, toProblem } from "../common/problem";
import { t } from "../texts/language";
import type { Mounted, Part } from "./part";
import { ProblemNote } from "./problem-note";

/** Draws a part, once its script is there. */
export function PartView<Props>({ load, props }: { load(): Promise<Part<Props>>; props: Props }) {
  const element = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState<Part<Props> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const mounted = useRef<Mounted<Props> | null>(null);
  useEffect(() => {
    let isHere = true;
    // A script that has just run has taken its time of this task.
    const loading = load().then((part) => nextTask().then(() => part));
    loading.then(
      (part) => isHere && setPart(part),
      (error) => isHere && setProblem(toProblem(error)),
    );
    return () => {
      isHere = false;
    };
  }, []);
  useLayoutEffect(() => {
    if (!part || !element.current) return;
    mounted.current = part.mount(element.current, props);
    return () => mounted.current?.unmount();
  }, [part]);
  useLayoutEffect(() => mounted.current?.update(props));
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {!part && !problem && <p class="note late">{t("Loading…")}</p>}
      <div ref={element} />
    </>
  );
}
