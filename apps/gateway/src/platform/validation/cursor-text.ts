/** Values as a cursor: one word of a URL, opaque to clients. */
export function cursorText(values: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor; none where the text is no cursor of ours. */
export function cursorValues(text: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(values) ? (values as unknown[]) : [];
  } catch {
    return []; // not one of ours
  }
}
