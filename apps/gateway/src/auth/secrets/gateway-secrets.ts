import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { writeDurably } from '#redis';
import { GatewayConfig, type KeyPair } from '../../config/gateway-config.js';
import { derivedSecret } from './secret-text.js';

const FILE = 'secrets.json';
/** The one that the examples of the API documentation speak of. */
export const DEVICE_OF_DEMO = 'device_123';

interface SecretsFile {
  /** Keys the digests of secrets: without it, what Redis holds of them is worth nothing. */
  readonly pepper: string;
  readonly jwtSecret: string;
  readonly deviceId: string;
}

/**
 * What this gateway keeps for itself, in a file of its own that only its user can read; made at the first start. What it
 * can show again is derived from it, so that nothing that opens a door is written anywhere.
 */
@Injectable()
export class GatewaySecrets {
  readonly pepper: Buffer;
  /** Access and refresh tokens have a key each, so that one can never be taken for the other. */
  readonly accessKey: Buffer;
  readonly refreshKey: Buffer;
  readonly deviceId: string;
  readonly deviceSecret: string;
  /** The api key pair of the demo. */
  readonly demoKeyPair: KeyPair;

  constructor({ dataDir, demo, jwtSecret, device }: GatewayConfig) {
    const file = join(dataDir, FILE);
    const kept = keptIn(file) ?? madeIn(file, demo);
    const secret = jwtSecret ?? kept.jwtSecret;
    this.pepper = Buffer.from(kept.pepper, 'base64');
    this.accessKey = derived(secret, 'access');
    this.refreshKey = derived(secret, 'refresh');
    this.deviceId = device?.key ?? kept.deviceId;
    this.deviceSecret = device?.secret ?? derivedSecret('cld', this.pepper, 'secret of this device');
    this.demoKeyPair = {
      key: derivedSecret('clk', this.pepper, 'key of the demo'),
      secret: derivedSecret('cls', this.pepper, 'secret of the demo'),
    };
  }
}

function derived(secret: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'coachlink', use, 32));
}

/** The id that this gateway has in a data directory; undefined where there was none yet. */
export function keptDeviceId(dataDir: string): string | undefined {
  return keptIn(join(dataDir, FILE))?.deviceId;
}

function keptIn(file: string): SecretsFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SecretsFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Any other fault must be seen: new secrets in the place of unreadable ones would lock everybody out.
    throw new Error(`${file} cannot be read: mend it, or remove it and register everything anew`, {
      cause: error,
    });
  }
}

function madeIn(file: string, demo: boolean): SecretsFile {
  const made: SecretsFile = {
    pepper: randomBytes(32).toString('base64'),
    jwtSecret: randomBytes(32).toString('base64'),
    deviceId: demo ? DEVICE_OF_DEMO : `device_${randomBytes(6).toString('hex')}`,
  };
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Half of it would lock everybody out at the next start.
    writeDurably(file, [Buffer.from(`${JSON.stringify(made, null, 2)}\n`)]);
  } catch (error) {
    throw new Error(
      `${file} cannot be written: make room there, or see that its folder may be written, and start again (${String(error)})`,
      { cause: error },
    );
  }
  return made;
}
