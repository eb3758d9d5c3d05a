import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:tls';
import { CREDENTIALS, startTestGateway, type TestGateway } from '../e2e/gateway.fixture.js';
import { freePort } from '../support/redis-on-port.js';
import { GatewayProcess } from '../trials/gateway-process.js';
import { Certificate } from './certificate.js';

const NOWHERE = { REDIS_URL: 'redis://127.0.0.1:1' };
let certificate: Certificate;

beforeAll(() => {
  certificate = new Certificate();
});
afterAll(() => {
  certificate.remove();
});

/** Returns the output of a gateway once it matches `pattern`, or the gateway ended. */
async function said(environment: Record<string, string>, pattern: RegExp): Promise<string> {
  const gateway = new GatewayProcess(await freePort(), { ...NOWHERE, ...environment });
  gateway.start();
  await gateway.saysOrEnds(pattern);
  await gateway.kill();
  return gateway.said;
}

describe('HTTPS', () => {
  const port = Promise.resolve(freePort());
  let gateway: GatewayProcess;
  beforeAll(async () => {
    gateway = new GatewayProcess(await port, {
      ...NOWHERE,
      COACHLINK_TLS_CERT: certificate.certificate,
      COACHLINK_TLS_KEY: certificate.key,
    });
    gateway.start();
    await gateway.saysOrEnds(/CoachLINK (is ready|runs)/);
  });
  afterAll(() => gateway.kill());

  const ask = (options: RequestOptions): Promise<{ status: number; headers: IncomingHttpHeaders }> =>
    new Promise((resolve, reject) => {
      get(
        {
          port: gateway.port,
          host: '127.0.0.1',
          path: '/health/live',
          ca: readFileSync(certificate.certificate),
          agent: false,
          ...options,
        },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        },
      ).on('error', reject);
    });

  it.each([['TLSv1.2'], ['TLSv1.3']] as const)('is spoken with %s', async (version) => {
    const { status, headers } = await ask({ minVersion: version, maxVersion: version });
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(gateway.said).toContain('https://');
  });

  it.each([
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }],
  ] as const)('is not spoken with %s', async (_, options) => {
    await expect(ask(options)).rejects.toThrow(/alert|SSL|disconnected|ECONNRESET/i);
  });

  it('takes no HTTP, and does not say where it would be', async () => {
    const outcome = await new Promise((resolve) => {
      request({ port: gateway.port, host: '127.0.0.1', path: '/health/live' }, (response) => {
        resolve(response.statusCode);
      })
        .on('error', (error) => {
          resolve(error.message);
        })
        .end();
    });
    expect(outcome).not.toBe(200);
    expect(String(outcome)).not.toMatch(/^3/);
  });

  it('does not wait for ever for a handshake, and serves others meanwhile', async () => {
    const silent = connect({
      port: gateway.port,
      host: '127.0.0.1',
      ca: readFileSync(certificate.certificate),
    });
    silent.on('error', () => undefined);
    expect((await ask({})).status).toBe(200);
    silent.destroy();
  });
});

describe('what is wrong with the files of TLS', () => {
  const both = (certificateFile: string, key: string): Record<string, string> => ({
    COACHLINK_TLS_CERT: certificateFile,
    COACHLINK_TLS_KEY: key,
  });

  it('is told by name, and stops the start', async () => {
    const other = new Certificate();
    const junk = `${other.certificate}.txt`;
    writeFileSync(junk, 'nonsense');
    const { certificate: good, key } = certificate;
    try {
      const cases: [Record<string, string>, RegExp][] = [
        [both('/nowhere.pem', key), /COACHLINK_TLS_CERT names a file that cannot be read \(ENOENT\)/],
        [both(good, '/nowhere.pem'), /COACHLINK_TLS_KEY names a file that cannot be read \(ENOENT\)/],
        [both(junk, key), /COACHLINK_TLS_CERT names a file with no certificate in PEM/],
        [both(good, junk), /COACHLINK_TLS_KEY names a file with no private key in PEM/],
        [both(good, other.key), /COACHLINK_TLS_KEY is not the key of the first certificate/],
        [{ COACHLINK_TLS_KEY: key }, /COACHLINK_TLS_CERT and COACHLINK_TLS_KEY belong together/],
      ];
      for (const [environment, words] of cases) expect(await said(environment, words)).toMatch(words);
    } finally {
      other.remove();
    }
  }, 60_000);
});

describe('HTTP', () => {
  it('off loopback is warned of at every start, on loopback it is not', async () => {
    const warning = /"level":"warn"[^\n]*HTTP without TLS on 0\.0\.0\.0/;
    expect(await said({ HOST: '0.0.0.0' }, /CoachLINK (is ready|runs)/)).toMatch(warning);
    expect(await said({}, /CoachLINK (is ready|runs)/)).not.toMatch(/without TLS/);
    const tls = { COACHLINK_TLS_CERT: certificate.certificate, COACHLINK_TLS_KEY: certificate.key };
    expect(await said({ HOST: '0.0.0.0', ...tls }, /CoachLINK (is ready|runs)/)).not.toMatch(/without TLS/);
  }, 60_000);

  it('says nothing of what it is made with, and lets nobody else in', async () => {
    const gateway: TestGateway = await startTestGateway('', { COACHLINK_DEMO: 'off' });
    try {
      const answers = await Promise.all([
        fetch(`${gateway.gateway.url}/api/v1/passings`, {
          headers: { ...CREDENTIALS, Origin: 'https://evil.example' },
        }),
        fetch(`${gateway.gateway.url}/api/v1/passings`, { headers: { Origin: 'https://evil.example' } }),
        fetch(`${gateway.gateway.url}/nothing`),
        fetch(`${gateway.gateway.url}/`),
        fetch(`${gateway.gateway.url}/docs`),
      ]);
      for (const { headers, url } of answers) {
        const names = [...headers.keys()];
        expect([url, names.filter((name) => /^(x-powered-by|server|access-control-.*)$/.test(name))]).toEqual(
          [url, []],
        );
        expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff']);
        expect(headers.get('content-security-policy')).toMatch(
          /^default-src 'none';.*frame-ancestors 'none'/,
        );
        expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline|unsafe-eval|\*|http/);
      }
      expect(answers.slice(0, 3).map(({ headers }) => headers.get('cache-control'))).toEqual(
        Array(3).fill('no-store'),
      );
      // Pages have a tag, by which a browser asks whether they changed; data of the track has none.
      expect(answers.map(({ headers }) => headers.has('etag'))).toEqual([false, false, false, true, true]);
      expect(answers[1].headers.get('www-authenticate')).toBe(
        'ApiKey realm="CoachLINK", Bearer realm="CoachLINK"',
      );
    } finally {
      await gateway.stop();
    }
  }, 60_000);
});
