/** What a call asks for, the same text for the same: in which order the fields of its body come is no matter. */
export function callText(method: string, url: string, body: unknown): string {
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([method, url, fields]);
}
