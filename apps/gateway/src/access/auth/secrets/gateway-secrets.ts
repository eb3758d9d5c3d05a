import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { writeDurably } from '#redis';
import { GatewayConfig, type KeyPair } from '../../../platform/config/gateway-config.js';
import { derivedSecret } from './secret-text.js';

const FILE = 'secrets.json';
/** The device in the examples of the API documentation. */
export const DEVICE_OF_DEMO = 'device_123';

interface SecretsFile {
  /**
   * `pepper` is the source of the gateway's id and of the secret of its device. It keys the digests of secrets too, as long as
   * the site has no key for that.
   */
  readonly pepper: string;
  readonly jwtSecret: string;
  readonly deviceId: string;
  /** Hash keys of the site as they were last read, the current one first: for a start while the store is away. */
  readonly siteKeys?: readonly string[];
  /** The gateway made the pair of an administrator, and showed it. */
  readonly hasOwnAdministrator?: true;
}

/**
 * The secrets of this gateway, in a file that only its user can read, made at the first start. Secrets that it can show again
 * are derived from them, so that no credential is written anywhere.
 */
@Injectable()
export class GatewaySecrets {
  readonly pepper: Buffer;
  /** The hash keys of the site when this gateway ran last; none where it never shared them. */
  readonly siteKeys: readonly Buffer[];
  /** An earlier version may have hashed secrets under the pepper of this gateway. */
  readonly isUsedBefore: boolean;
  /** An id that belongs to the data directory: it tells gateways apart, however they are configured. */
  readonly gatewayId: string;
  readonly jwtSecret: string;
  /** Access and refresh tokens have a key each, so that one can never be taken for the other. */
  readonly accessKey: Buffer;
  readonly refreshKey: Buffer;
  readonly deviceId: string;
  readonly deviceSecret: string;
  /** The api key pair of the demo. */
  readonly demoKeyPair: KeyPair;
  /** The api key pair of an administrator, where none is configured. */
  readonly ownKeyPair: KeyPair;
  readonly hasOwnAdministrator: boolean;

  private readonly file: string;
  constructor({ dataDir, demo, jwtSecret, device }: GatewayConfig) {
    this.file = join(dataDir, FILE);
    const before = keptIn(this.file);
    const kept = before ?? madeIn(this.file, demo);
    this.pepper = Buffer.from(kept.pepper, 'base64');
    this.siteKeys = (kept.siteKeys ?? []).map((text) => Buffer.from(text, 'base64'));
    this.isUsedBefore = before !== undefined && before.siteKeys === undefined;
    this.gatewayId = derived(this.pepper, 'id of this gateway').toString('base64url').slice(0, 16);
    this.jwtSecret = jwtSecret ?? kept.jwtSecret;
    this.accessKey = derived(this.jwtSecret, 'access');
    this.refreshKey = derived(this.jwtSecret, 'refresh');
    this.deviceId = device?.key ?? kept.deviceId;
    this.deviceSecret = device?.secret ?? derivedSecret('cld', this.pepper, 'secret of this device');
    this.hasOwnAdministrator = kept.hasOwnAdministrator === true;
    this.ownKeyPair = {
      key: derivedSecret('clk', this.pepper, 'key of the administrator'),
      secret: derivedSecret('cls', this.pepper, 'secret of the administrator'),
    };
    this.demoKeyPair = {
      key: derivedSecret('clk', this.pepper, 'key of the demo'),
      secret: derivedSecret('cls', this.pepper, 'secret of the demo'),
    };
  }

  /** Keeps the keys for the next start, when the store may be away. Throws where the file cannot be written. */
  keepSiteKeys(keys: readonly Buffer[]): void {
    const kept = keptIn(this.file);
    if (kept !== undefined)
      write(this.file, { ...kept, siteKeys: keys.map((key) => key.toString('base64')) });
  }

  /** Notes that the pair was shown: it is not shown again. Throws where the file cannot be written. */
  noteOwnAdministrator(): void {
    const kept = keptIn(this.file);
    if (kept !== undefined) write(this.file, { ...kept, hasOwnAdministrator: true });
  }
}

function derived(secret: string | Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'coachlink', use, 32));
}

/** Returns the id that this gateway has in a data directory; undefined where there was none yet. */
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
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  write(file, made);
  return made;
}

function write(file: string, secrets: SecretsFile): void {
  try {
    // Written durably, since half a file would lock everybody out at the next start.
    writeDurably(file, [Buffer.from(`${JSON.stringify(secrets, null, 2)}\n`)]);
  } catch (error) {
    throw new Error(
      `${file} cannot be written: make room there, or see that its folder may be written, and start again (${String(error)})`,
      { cause: error },
    );
  }
}
