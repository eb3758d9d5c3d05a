/** Returns values as a cursor: one word of a URL, opaque to clients. */
export function cursorText(values: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Returns the values of a cursor; an empty list where the text is no cursor of this gateway. */
export function cursorValues(text: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(values) ? (values as unknown[]) : [];
  } catch {
    return []; // no JSON: no cursor of this gateway
  }
}
