import type { IncomingMessage } from 'node:http';

const LONGEST_CREDENTIAL = 256;

/** The value of a credential header; undefined where it is missing, empty, over-long or there more than once. */
export function soleHeader(
  { rawHeaders }: IncomingMessage,
  name: string,
  longest = LONGEST_CREDENTIAL,
): string | undefined {
  let sole: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== name) continue;
    if (sole !== undefined) return undefined;
    sole = rawHeaders[at + 1];
  }
  return sole === undefined || sole === '' || sole.length > longest ? undefined : sole;
}
