import { createHmac } from 'node:crypto';

/** A message as it is signed (Standard Webhooks 1.0.0). */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970 UTC of this attempt. */
  readonly timestampS: number;
  readonly body: string;
}

/** Returns the headers with the identity of a message and one signature for each key. */
export function signedHeaders(
  { id, timestampS, body }: SignedMessage,
  keys: readonly Buffer[],
): Readonly<Record<string, string>> {
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signatures.join(' '),
  };
}
