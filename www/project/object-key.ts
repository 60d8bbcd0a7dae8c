/** The key of a package in a bucket: the SHA-256 of its bytes in hexadecimal, so that each package has one key. */
export function objectKey(codeSha256: string, prefix: string): string {
  const bytes = Uint8Array.from(atob(codeSha256), (char) => char.charCodeAt(0));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${folderOf(prefix)}${hex}.zip`;
}

/** A pattern for the keys of all packages, including those with other contents. */
export const objectKeys = (prefix: string): string => `${folderOf(prefix)}*.zip`;

function folderOf(prefix: string): string {
  const folder = prefix.replace(/^\/+|\/+$/g, "");
  return folder && `${folder}/`;
}
