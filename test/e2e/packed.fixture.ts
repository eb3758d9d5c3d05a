import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { checkExchange } from '../contract/check-exchange.js';
import { PAIR } from './api.fixture.js';

const unpack = { br: promisify(brotliDecompress), gzip: promisify(gunzip) };

export interface PackedAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Bytes as received. */
  readonly bytes: Buffer;
  readonly text: string;
}

export type Headers = Readonly<Record<string, string>>;

/** Resolves as soon as the answer begins. */
export async function begun(
  port: number,
  path: string,
  headers: Headers,
  method = 'GET',
  body?: object,
): Promise<IncomingMessage> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: {
      ...PAIR,
      ...(sent === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(sent) }),
      ...headers,
    },
  });
  outgoing.end(sent);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}

/** Resolves to an answer as received, and unpacked; throws where openapi.json does not allow it. */
export async function askPacked(
  port: number,
  path: string,
  headers: Headers,
  method = 'GET',
  body?: object,
): Promise<PackedAnswer> {
  const incoming = await begun(port, path, headers, method, body);
  const bytes = Buffer.concat(await incoming.toArray());
  const coding = incoming.headers['content-encoding'] as keyof typeof unpack | undefined;
  const text = (coding === undefined || method === 'HEAD' ? bytes : await unpack[coding](bytes)).toString();
  const status = incoming.statusCode ?? 0;
  checkExchange({
    method,
    address: path,
    status,
    headers: incoming.headers,
    text,
    sent: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status, headers: incoming.headers, bytes, text };
}
