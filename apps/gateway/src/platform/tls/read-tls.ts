import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../config/gateway-config.js';

/** Mozilla's "intermediate" profile: what browsers and clients of the last ten years speak, and nothing weak. */
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
/** Of a client that connects and says nothing. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Of Node's `https.createServer`. */
export interface TlsSettings {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly ciphers: string;
  readonly honorCipherOrder: boolean;
  readonly handshakeTimeout: number;
}

/** What the HTTPS server is made with. What is wrong with the files is told in words, here and not at the first client. */
export function readTls({ certificate, key }: TlsFiles): TlsSettings {
  const cert = read('COACHLINK_TLS_CERT', certificate);
  const privateKey = read('COACHLINK_TLS_KEY', key);
  const first = parsed('COACHLINK_TLS_CERT', 'no certificate in PEM', () => new X509Certificate(cert));
  const own = parsed('COACHLINK_TLS_KEY', 'no private key in PEM, or one with a passphrase', () =>
    createPrivateKey(privateKey),
  );
  if (!first.checkPrivateKey(own))
    throw new Error('COACHLINK_TLS_KEY is not the key of the first certificate in COACHLINK_TLS_CERT');
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
