import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate of this machine's own, good for tests alone. */
export class Certificate {
  private readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-tls-'));
  readonly certificate = join(this.folder, 'cert.pem');
  readonly key = join(this.folder, 'key.pem');

  constructor() {
    const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const files = ['-keyout', this.key, '-out', this.certificate];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '30',
        ...names,
        ...files,
      ],
      { stdio: 'ignore' },
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
