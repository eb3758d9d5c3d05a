import dns from 'node:dns';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { TcpLink } from './tcp-link.js';

const NOBODY_LISTENS = 1;

/** Answers each look-up with `addresses`, so that no name server is asked. */
function resolveTo(...addresses: readonly string[]): void {
  answerLookups((done) => {
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  });
}

function failLookups(code: string): void {
  answerLookups((done) => {
    done(Object.assign(new Error(`getaddrinfo ${code} finish.test`), { code, syscall: 'getaddrinfo' }));
  });
}

type Done = (error: Error | null, addresses?: readonly object[]) => void;

function answerLookups(answer: (done: Done) => void): void {
  const lookup = (_: string, __: object, done: Done): void => {
    process.nextTick(answer, done);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
}

async function refusalOf(link: TcpLink): Promise<string> {
  const opened = link.open(new AbortController().signal);
  return opened.then(
    () => 'it opened',
    (error: unknown) => (error as Error).message,
  );
}

describe(TcpLink.name, () => {
  let server: Server | undefined;

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    server?.close();
    server = undefined;
  });

  it('tells each address of a name with its own reason', async () => {
    resolveTo('127.0.0.1', '255.255.255.255');
    const refusal = await refusalOf(new TcpLink('finish.test', NOBODY_LISTENS));
    expect(refusal).toMatch(
      /^finish\.test:1: 127\.0\.0\.1: connection refused: .*; 255\.255\.255\.255: no way to this network/,
    );
  });

  it('tells addresses with the same reason together, and both families', async () => {
    resolveTo('127.0.0.1', '::1');
    const refusal = await refusalOf(new TcpLink('finish.test', NOBODY_LISTENS));
    expect(refusal).toMatch(/^finish\.test:1: 127\.0\.0\.1 and ::1: (connection refused|this machine)/);
  });

  it('tells the address where a name has one, and not twice where the host is one', async () => {
    resolveTo('127.0.0.1');
    expect(await refusalOf(new TcpLink('finish.test', NOBODY_LISTENS))).toMatch(
      /^finish\.test:1: 127\.0\.0\.1: connection refused/,
    );
    expect(await refusalOf(new TcpLink('127.0.0.1', NOBODY_LISTENS))).toMatch(
      /^127\.0\.0\.1:1: connection refused/,
    );
  });

  it('opens by the address that answers', async () => {
    server = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    resolveTo('255.255.255.255', '127.0.0.1');
    const { port } = server.address() as AddressInfo;
    const line = await new TcpLink('finish.test', port).open(new AbortController().signal);
    line.destroy();
  });

  it.each([
    ['ENOTFOUND', /^finish\.test:5403: nobody on this network knows this name: .*IP address instead/],
    ['EAI_AGAIN', /^finish\.test:5403: .*name server.* does not answer.*IP address/],
    ['EAI_FAIL', /^finish\.test:5403: .*name server.*IP address/],
    ['EAI_NODATA', /^finish\.test:5403: .*name.*IP address/],
  ])('says %s of a name in words, with what to do', async (code, words) => {
    failLookups(code);
    const refusal = await refusalOf(new TcpLink('finish.test', 5403));
    expect(refusal).toMatch(words);
    expect(refusal).not.toMatch(/getaddrinfo|EAI_|ENOTFOUND/);
  });

  it('tells a name server that lets it wait from a decoder that does', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    answerLookups(() => undefined);
    const refusal = refusalOf(new TcpLink('finish.test', 5403));
    jest.advanceTimersByTime(5000);
    expect(await refusal).toMatch(/name server.* does not answer/);
  });

  it('writes an IPv6 address as in a URL', () => {
    expect(new TcpLink('fe80::1%eth0', 5403).place).toBe('[fe80::1%eth0]:5403');
  });
});
