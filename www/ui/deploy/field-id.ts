/**
 * The id of the field with a label. Each label is on the card once. Preact's `useId` does not serve here: it gives an
 * element that appears later an id that another element has.
 */
export const fieldId = (label: string): string => `deploy-${label.toLowerCase().replace(/\W+/g, "-")}`;
