/** The dropped file, or the dropped top folder, that a path belongs to: "app" for "app/lib/a.py". */
export function topName(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}
