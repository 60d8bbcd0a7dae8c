/** The id of the heading of the card "Get the libraries". Findings about missing libraries link to it. */
export const MISSING_ID = "get-libraries";
