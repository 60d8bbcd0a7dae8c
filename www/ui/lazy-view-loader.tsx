import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { nextTask } from "../common/next-task";
import { type Problem, toProblem } from "../common/problem";
import { language, t } from "../texts/language";
import type { LazyView, Mounted } from "./lazy-view";
import { ProblemNote } from "./problem-note";

/** The loaded parts, by their loading functions. */
const here = new WeakMap<() => Promise<unknown>, unknown>();

/** Loads a part before it is drawn, so that it is drawn together with the rest and nothing below it moves. */
export async function prepare<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const part = await load();
  here.set(load, part);
  return part;
}

/** Draws a part once its script is loaded. */
export function LazyViewLoader<Props extends object>({
  load,
  props,
}: {
  load(): Promise<LazyView<Props>>;
  props: Props;
}) {
  const element = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState((here.get(load) as LazyView<Props> | undefined) ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const mounted = useRef<Mounted<Props> | null>(null);
  const drawn = useRef({ props, language: language() });
  useEffect(() => {
    if (part) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const attempt = async () => {
      try {
        const part = await prepare(load);
        // Draws in a new task, because running the script has taken time of this one.
        await nextTask();
        if (signal.aborted) return;
        setProblem(null);
        setPart(part);
        leaving.abort();
      } catch (error) {
        if (!signal.aborted) setProblem(toProblem(error));
      }
    };
    void attempt();
    // A load that failed without a network is tried again when there is one.
    addEventListener("online", attempt, { signal });
    return () => leaving.abort();
  }, []);
  useLayoutEffect(() => {
    if (!part || !element.current) return;
    mounted.current = part.mount(element.current, props);
    drawn.current = { props, language: language() };
    return () => mounted.current?.unmount();
  }, [part]);
  // The page is drawn ten times per second while it presses. A part whose properties have not changed is not drawn
  // again.
  useLayoutEffect(() => {
    const isSame = drawn.current.language === language() && areSame(drawn.current.props, props);
    drawn.current = { props, language: language() };
    if (!isSame) mounted.current?.update(props);
  });
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {!part && !problem && <p class="note late">{t("Loading…")}</p>}
      <div ref={element} />
    </>
  );
}

/** Whether two objects have the same values. */
function areSame<Props extends object>(some: Props, others: Props): boolean {
  const keys = Object.keys(others) as (keyof Props)[];
  return keys.length === Object.keys(some).length && keys.every((key) => Object.is(some[key], others[key]));
}
