import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isIP } from 'node:net';
import { Command } from 'commander';
import { wholeOf } from './options.js';

interface CertificateOptions {
  readonly dir: string;
  readonly days: number;
  readonly force?: true;
}

const CERTIFICATE = 'cert.pem';
const KEY = 'key.pem';

export function certificateCommand(): Command {
  return new Command('certificate')
    .description(
      'a certificate of your own for HTTPS, with the names and addresses of this machine (needs openssl)',
    )
    .argument('[names...]', 'further names or addresses by which clients reach it')
    .option('--dir <folder>', `where ${CERTIFICATE} and ${KEY} are written`, '.')
    .option('--days <n>', 'for how many days it is valid', wholeOf(1, 3650), 365)
    .option('--force', 'replace the files that are there')
    .action(makeCertificate);
}

function makeCertificate(names: readonly string[], { dir, days, force }: CertificateOptions): void {
  const [certificate, key] = [join(dir, CERTIFICATE), join(dir, KEY)];
  const there = [certificate, key].find((file) => existsSync(file));
  if (there !== undefined && force !== true)
    throw new Error(
      `${there} is there already: clients may trust it. Write elsewhere with --dir, or give --force`,
    );
  const all = [...new Set([...namesOfThisMachine(), ...names])];
  const made = spawnSync(
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
      String(days),
      '-subj',
      '/CN=coachlink',
      '-addext',
      `subjectAltName=${all.map(asAlternative).join(',')}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { encoding: 'utf8' },
  );
  if (made.error !== undefined)
    throw new Error('there is no openssl on this machine: install it, and try again');
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${lastLine(made.stderr)}`);
  chmodSync(key, 0o600);
  process.stdout.write(
    `${certificate} and ${key} hold for ${days} days, for ${all.join(', ')}.\n\n` +
      `  the gateway       COACHLINK_TLS_CERT=${certificate} COACHLINK_TLS_KEY=${key} npm start\n` +
      `  curl              curl --cacert ${certificate} https://...\n` +
      `  the command line  NODE_EXTRA_CA_CERTS=${certificate} COACHLINK_URL=https://... npx coachlink ...\n`,
  );
}

/** Returns the names and addresses of this machine, without link-local ones: no certificate can name their interface. */
function namesOfThisMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) =>
    each.map(({ address }) => address),
  );
  return ['localhost', hostname(), ...addresses.filter((address) => !/^fe80:/i.test(address))];
}

function asAlternative(name: string): string {
  return `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
