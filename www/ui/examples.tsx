import { t } from "../texts/language";
import type { ExampleName } from "./actions";

const EXAMPLES: [name: ExampleName, label: string, teaches: string][] = [
  ["alone", "A function alone", "one file becomes a package"],
  ["library", "With a library", "a wheel beside it is installed into the package"],
  ["broken", "Broken on purpose", "what would fail on Lambda is said before"],
];

/** Three examples, with a description of what each shows. */
export function Examples({ onTry }: { onTry(name: ExampleName): void }) {
  return (
    <section class="examples" aria-labelledby="examples-heading">
      <h3 id="examples-heading">{t("Or try an example")}</h3>
      <ul>
        {EXAMPLES.map(([name, label, teaches]) => (
          <li key={name}>
            <button type="button" class="bare" onClick={() => onTry(name)}>
              {t(label)}
            </button>{" "}
            <span class="note">{t(teaches)}</span>
          </li>
        ))}
      </ul>
      <p class="note">
        {t(
          "Their library is a small wheel made for this page. A well-known one would have to be fetched from someone, and this page asks nobody.",
        )}
      </p>
    </section>
  );
}
