import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../config/gateway-config.js';

/** Mozilla's "intermediate" profile: browsers and clients of the last ten years speak it, and no weak cipher is in it. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];
/** Time for a client that connects and sends nothing. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Options of Node's `https.createServer`. */
export interface TlsSettings {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly ciphers: string;
  readonly honorCipherOrder: boolean;
  readonly handshakeTimeout: number;
}

/** Returns the options of the HTTPS server. Throws an error that names the bad file, at the start and not at the first client. */
export function readTls({ certificate, key }: TlsFiles): TlsSettings {
  const cert = read('COACHLINK_TLS_CERT', certificate);
  const privateKey = read('COACHLINK_TLS_KEY', key);
  const first = parsed('COACHLINK_TLS_CERT', 'no certificate in PEM', () => new X509Certificate(cert));
  const own = parsed('COACHLINK_TLS_KEY', 'no private key in PEM, or one with a passphrase', () =>
    createPrivateKey(privateKey),
  );
  if (!first.checkPrivateKey(own))
    throw new Error(
      'COACHLINK_TLS_KEY is not the key of the first certificate in COACHLINK_TLS_CERT: name the two files that belong together',
    );
  return {
    cert,
    key: privateKey,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS.join(':'),
    honorCipherOrder: true,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${name} names a file that cannot be read (${code ?? String(error)})`, { cause: error });
  }
}

function parsed<Value>(name: string, otherwise: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${name} names a file with ${otherwise}`, { cause: error });
  }
}
