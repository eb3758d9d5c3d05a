import type { IncomingMessage } from 'node:http';

const LONGEST_CREDENTIAL = 256;

/** Returns the value of a credential header; undefined where it is missing, empty, over-long or there more than once. */
export function soleHeader(
  { headersDistinct }: IncomingMessage,
  name: string,
  longest = LONGEST_CREDENTIAL,
): string | undefined {
  const [value = '', ...others] = headersDistinct[name] ?? [];
  return value === '' || others.length > 0 || value.length > longest ? undefined : value;
}
