/** Returns the checksum of a message: the sum of its characters, in four decimal digits (docs/protocols/thbc.md). */
export function checksumText(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at) & 0xff;
  return String(sum % 10_000).padStart(4, '0');
}
