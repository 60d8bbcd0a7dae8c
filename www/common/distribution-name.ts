/** The name of a distribution in the only spelling that findings use (packaging.python.org, "Names and normalization"). */
export const normalizedName = (name: string) => name.toLowerCase().replace(/[-_.]+/g, "-");
