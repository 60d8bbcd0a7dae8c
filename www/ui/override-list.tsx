import type { Overrides } from "../fix";
import type { Actions } from "./actions";

interface Props {
  overrides: Overrides;
  actions: Pick<Actions, "require">;
}

/** What is taken instead of requirements, each with a button that takes that back. */
export function OverrideList({ overrides, actions }: Props) {
  const names = Object.keys(overrides).sort();
  if (names.length === 0) return null;
  return (
    <section class="card" aria-labelledby="overrides-heading">
      <h2 id="overrides-heading">Instead of requirements</h2>
      <ul class="overrides">
        {names.map((name) => (
          <li key={name}>
            <span>
              <bdi class="code">{name}</bdi>: {overrides[name] === null ? "left out" : overrides[name]}
            </span>
            <button
              type="button"
              class="bare"
              onClick={() => actions.require(name)}
              aria-label={`Require ${name} again`}
            >
              Undo
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
