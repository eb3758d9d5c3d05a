/** Returns a call as a text, whatever the order of the fields of its body. */
export function callText(method: string, url: string, body: unknown): string {
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([method, url, fields]);
}
