import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../support/redis-on-port.js';
import { Certificate } from '../security/certificate.js';
import { GatewayProcess } from './gateway-process.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/** Findings about our own certificate, which no authority has signed and none can revoke: a matter of its operator. */
const OF_THE_CERTIFICATE = /^(cert_|cert$|DNS_CAArecord|overall_grade|grade_|.*_score$|rating_|final_score)/;
const ALARMING = ['MEDIUM', 'HIGH', 'CRITICAL'];
const LONGEST_MS = 600_000;

const folders = (process.env.PATH ?? '').split(delimiter);
const testssl = ['testssl', 'testssl.sh']
  .flatMap((name) => folders.map((folder) => join(folder, name)))
  .find((file) => existsSync(file));
const itWithTestssl = IS_FULL && testssl !== undefined ? it : it.skip;

describe('HTTPS, looked at from outside', () => {
  itWithTestssl(
    'testssl finds nothing above low',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'coachlink-testssl-'));
      const certificate = new Certificate();
      const gateway = new GatewayProcess(await freePort(), {
        REDIS_URL: 'redis://127.0.0.1:1',
        COACHLINK_TLS_CERT: certificate.certificate,
        COACHLINK_TLS_KEY: certificate.key,
      });
      try {
        gateway.start();
        await gateway.saysOrEnds(/CoachLINK (is ready|runs)/);
        const file = join(folder, 'found.json');
        const args = [
          '--jsonfile',
          file,
          '--quiet',
          '--color',
          '0',
          '--warnings',
          'batch',
          '--ip',
          '127.0.0.1',
        ];
        const scan = spawn(testssl ?? '', [...args, `https://127.0.0.1:${gateway.port}`], {
          stdio: 'ignore',
        });
        await new Promise((resolve) => scan.once('exit', resolve));
        const findings = JSON.parse(readFileSync(file, 'utf8')) as Finding[];
        const above = findings.filter(
          ({ id, severity }) => ALARMING.includes(severity) && !OF_THE_CERTIFICATE.test(id),
        );
        report('testssl', { findings: findings.length, above });
        expect(findings.length).toBeGreaterThan(50);
        expect(above).toEqual([]);
      } finally {
        await gateway.kill();
        certificate.remove();
        rmSync(folder, { recursive: true });
      }
    },
    LONGEST_MS,
  );
});
