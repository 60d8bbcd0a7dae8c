import type { LeaveOut } from "../packager/types";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Name } from "./name";

/** What the user has excluded by name, each with a button that includes it again. */
export function PutBackList({
  leaveOut,
  actions,
}: {
  leaveOut: Required<LeaveOut>;
  actions: Pick<Actions, "putBack">;
}) {
  const { distributions, paths } = leaveOut;
  const lines = [
    ...distributions.map((name) => ({ name, names: { distributions: [name] } })),
    ...paths.map((path) => ({ name: path.replace(/^\.\.\//, ""), names: { paths: [path] } })),
  ];
  if (lines.length === 0) return null;
  return (
    <section class="put-back" aria-labelledby="put-back-heading">
      <h3 id="put-back-heading">{t("Left out by you")}</h3>
      <ul>
        {lines.map(({ name, names }) => (
          <li key={JSON.stringify(names)}>
            <Name text={name} />
            <button
              type="button"
              class="bare"
              aria-label={t("Put back {name}", { name })}
              onClick={() => actions.putBack(names)}
            >
              {t("Put back")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
