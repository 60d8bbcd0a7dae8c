import { LANGUAGES, type Language, language, t } from "../texts/language";

const NAMES = Object.entries(LANGUAGES) as [Language, string][];

/** The languages of the page, each by its own name. */
export function LanguageChoice({ onChoose }: { onChoose(language: Language): void }) {
  return (
    <fieldset class="segments small">
      <legend class="visually-hidden">{t("Language")}</legend>
      {NAMES.map(([name, label]) => (
        <label key={name} lang={name}>
          <input type="radio" name="language" checked={name === language()} onChange={() => onChoose(name)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
