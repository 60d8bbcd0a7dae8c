import type { Item } from "../packager/types";

/** Fetches a wheel or a zip from an address. Undefined if the browser may not fetch it, or if there is none. */
export async function fetchFromUrl(address: string): Promise<Item | undefined> {
  const name = urlFilename(address);
  if (!name) return undefined;
  try {
    const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
    return response.ok ? { path: name, file: new File([await response.blob()], name) } : undefined;
  } catch {
    return undefined;
  }
}

/** The name of a wheel or zip in an address. The version of a wheel can contain "+", which is escaped in addresses. */
export function urlFilename(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, pathname } = new URL(address);
  if (!/^https?:$/.test(protocol)) return undefined;
  try {
    const name = decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
    return /^[^/\\]+\.(whl|zip)$/i.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
