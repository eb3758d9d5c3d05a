import type { IncomingMessage } from 'node:http';

const LONGEST_CREDENTIAL = 256;

/** The value of a credential header; undefined where it is missing, empty, over-long or there more than once. */
export function soleHeader(
  { headersDistinct }: IncomingMessage,
  name: string,
  longest = LONGEST_CREDENTIAL,
): string | undefined {
  const values = headersDistinct[name] ?? [];
  const [value = ''] = values;
  return values.length === 1 && value !== '' && value.length <= longest ? value : undefined;
}
