import type { Answered } from './webhook-post.js';

const LONGEST_LOCATION = 200;

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address and port',
  ECONNRESET: 'the receiver closed the connection without an answer',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to this address',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'no name server answers',
  ETIMEDOUT: 'the receiver does not answer',
  EPIPE: 'the receiver closed the connection while it was sent to',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself, which is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'the certificate has expired, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another host',
};

/** Returns what went wrong, in words for people; undefined where the delivery arrived. */
export function answerTrouble({ statusCode, location }: Answered): string | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  if (statusCode >= 300 && statusCode < 400)
    return `answered ${statusCode}: it sends on to ${location?.slice(0, LONGEST_LOCATION) ?? 'nowhere'}, which is not followed; set that URL`;
  if (statusCode === 410) return 'answered 410: it wants no more deliveries';
  return `answered ${statusCode}`;
}

/** Returns why no answer came, in words for people. */
export function errorTrouble(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  const words = CODES[code ?? ''];
  if (words !== undefined) return `${words} (${code ?? ''})`;
  return message === '' ? (code ?? name) : message;
}
