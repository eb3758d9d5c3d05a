import { lookup, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import { VERSION } from '#environment';
import { isRefusedAddress } from '../receivers/refused-address.js';

const ANSWER_TIMEOUT_MS = 15_000;
/** Bytes of an answer that are read; nothing in it counts. */
const MOST_ANSWER_BYTES = 64 * 1024;

/** The outcome of an attempt. */
export interface Answered {
  readonly statusCode: number;
  /** Time for which the receiver asks to be left alone; 0 where it does not. */
  readonly retryAfterMs: number;
  /** Where the receiver sends on to; it is not followed. */
  readonly location: string | undefined;
}

/** Posts to one receiver, over connections that are kept. */
export class WebhookPost {
  private readonly agent: HttpAgent;

  constructor(
    private readonly url: URL,
    private readonly isLocalAllowed: boolean,
  ) {
    const kept = { keepAlive: true, maxSockets: 2, maxFreeSockets: 1 };
    this.agent = url.protocol === 'https:' ? new HttpsAgent(kept) : new HttpAgent(kept);
  }

  /** Resolves to the receiver's answer; rejects where none comes. */
  async post(body: string, headers: Readonly<Record<string, string>>, ended: AbortSignal): Promise<Answered> {
    try {
      return await this.once(body, headers, ended);
    } catch (error) {
      // The receiver closed an idle connection at the moment it was used.
      if (error instanceof StaleConnection) return this.once(body, headers, ended);
      throw error;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private once(
    body: string,
    headers: Readonly<Record<string, string>>,
    ended: AbortSignal,
  ): Promise<Answered> {
    const { hostname, protocol } = this.url;
    const host = hostname.replace(/^\[|\]$/g, '');
    if (!this.isLocalAllowed && isIP(host) !== 0 && isRefusedAddress(host))
      return Promise.reject(new RefusedAddress(host, host));
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const options: RequestOptions = {
      method: 'POST',
      agent: this.agent,
      headers: {
        ...headers,
        'user-agent': `CoachLINK/${VERSION}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
      signal: AbortSignal.any([ended, timeout]),
      ...(this.isLocalAllowed ? {} : { lookup: checkedLookup }),
    };
    return new Promise((resolve, reject) => {
      const request = (protocol === 'https:' ? httpsRequest : httpRequest)(this.url, options, (answer) => {
        drained(answer, () => {
          resolve(answeredBy(answer));
        });
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && error.code === 'ECONNRESET';
        if (timeout.aborted) reject(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`));
        else reject(isStale ? new StaleConnection('', { cause: error }) : error);
      });
      request.end(body);
    });
  }
}

/** A delivery to an address of this machine or its link. */
export class RefusedAddress extends Error {
  constructor(host: string, address: string) {
    super(
      `${host} is ${address === host ? '' : `${address}, `}an address of this machine itself or of its link alone, ` +
        'which is refused unless COACHLINK_WEBHOOK_LOCAL=on',
    );
  }
}

class StaleConnection extends Error {}

/** Calls back once the answer was read, or enough of it. */
function drained(answer: IncomingMessage, done: () => void): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) answer.destroy();
  });
  answer.on('error', () => undefined); // its status has come, and nothing else counts
  answer.once('close', done);
}

function answeredBy({ statusCode = 0, headers }: IncomingMessage): Answered {
  const { 'retry-after': retryAfter = '', location } = headers;
  const retryAfterMs = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0;
  return { statusCode, retryAfterMs, location };
}

/** Checks the addresses themselves when the connection is made: a name may stand for another one at each time. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) {
      callback(error, '');
      return;
    }
    const refused = found.find(({ address }) => isRefusedAddress(address));
    const [first] = found;
    if (refused !== undefined || first === undefined)
      callback(new RefusedAddress(hostname, refused?.address ?? 'no address'), '');
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
