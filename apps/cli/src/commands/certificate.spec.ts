import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { certificateCommand } from './certificate.js';

describe('coachlink certificate', () => {
  let dir: string;
  let said = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'coachlink-certificate-'));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(dir, { recursive: true, force: true });
  });
  const make = (...given: string[]): Promise<unknown> =>
    certificateCommand()
      .exitOverride()
      .parseAsync(['--dir', dir, ...given], { from: 'user' });

  it('is for the names and addresses of this machine and those that are given, with a key that is its own', async () => {
    await make('timing.club.example', '192.0.2.7');
    const { subjectAltName = '' } = new X509Certificate(readFileSync(join(dir, 'cert.pem')));
    const names = ['DNS:localhost', `DNS:${hostname()}`, 'IP Address:127.0.0.1', 'DNS:timing.club.example'];
    for (const name of [...names, 'IP Address:192.0.2.7']) expect(subjectAltName.split(', ')).toContain(name);
    expect(statSync(join(dir, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(said).toContain(`NODE_EXTRA_CA_CERTS=${join(dir, 'cert.pem')}`);
  });

  it('replaces none that clients may trust, unless that is said', async () => {
    await make();
    await expect(make()).rejects.toThrow('cert.pem is there already');
    await make('--force');
  });

  it('says why none can be made', async () => {
    await expect(make('a,b:c')).rejects.toThrow(/^openssl made no certificate: /);
  });
});
