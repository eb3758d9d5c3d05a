/** A call as a text, the same for the same: the order of the fields of its body is no matter. */
export function callText(method: string, url: string, body: unknown): string {
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([method, url, fields]);
}
