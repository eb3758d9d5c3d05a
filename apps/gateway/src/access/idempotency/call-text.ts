/** Returns a call as a text that does not depend on the order of the fields in its body. */
export function callText(method: string, url: string, body: unknown): string {
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([method, url, fields]);
}
