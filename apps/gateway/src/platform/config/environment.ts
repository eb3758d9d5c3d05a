import { isIPv6 } from 'node:net';
import { parseDecoderUrl } from '#decoder';
import { type Environment, shownName, Variables } from '#environment';
import { parseRedisUrl } from '#redis';
import { DECODER_ID } from './decoder-id.js';
import { DEMO_DECODER, DEMO_SITE } from './demo-numbering.js';
import { readLicenseCode } from './license-code.js';
import {
  type ConfiguredDecoder,
  GatewayConfig,
  type KeyPair,
  LOG_LEVELS,
  METRICS_AUDIENCES,
  type TlsFiles,
} from './gateway-config.js';
import { placesIn } from './internet-places.js';
import { isOpenRedis } from './open-redis.js';
import { originsIn } from './origins.js';
import { relayPlaceIn } from './relay-place.js';

/** Each line names a variable and its fault, never its value. */
export class BadEnvironment extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

const LONGEST_CREDENTIAL = 256;
const SHORTEST_PRODUCTION_SECRET = 16;
/** The name of a site, which is the hash tag of all its keys. */
const SITE_NAME = /^[a-z0-9-]{1,63}$/;
/** Variables of the command line, of `docker compose`, and of the project's own tests. */
const OF_OTHERS = /^COACHLINK_(URL|REDIS_PASSWORD|TEST_[A-Z_]+|TRIAL|CONTRACT_DIR|PROPERTY_RUNS|MUTATION)$/;
/** Variables that say where the gateway is and how it is reached, but not its task: beside them alone, the demo starts. */
const SURROUNDINGS =
  /^COACHLINK_(DATA_DIR|LOG|TLS_CERT|TLS_KEY|INTERNET_PROBE|DEMO|URL|TEST_[A-Z_]+|TRIAL|CONTRACT_DIR|PROPERTY_RUNS|MUTATION)$/;

/** Reads the whole environment, and refuses it with one line per bad name. */
export function readEnvironment(environment: Environment): GatewayConfig {
  const variables = new Variables(environment);
  const { bad } = variables;
  const read: Variables['read'] = (name, parse, otherwise) => variables.read(name, parse, otherwise);

  const production = variables.text('NODE_ENV') === 'production';
  const values = {
    host: read('HOST', hostIn, '127.0.0.1'),
    port: read('PORT', (text) => wholeIn(text, 0, 65_535), 8080),
    tls: tlsIn(variables),
    production,
    redisUrl: read('REDIS_URL', redisUrlIn, undefined),
    dataDir: read('COACHLINK_DATA_DIR', folderIn, '.coachlink'),
    decoders: read('COACHLINK_DECODERS', decodersIn, []),
    site: read('COACHLINK_SITE', siteIn, 'main'),
    adminKeyPair: keyPairIn(variables, production),
    device: deviceIn(variables),
    jwtSecret: read('COACHLINK_JWT_SECRET', jwtSecretIn, undefined),
    licenseCode: read('COACHLINK_LICENSE', licenseCodeIn, undefined),
    cloudUrl: read('COACHLINK_CLOUD_URL', cloudUrlIn, undefined),
    relay: read('COACHLINK_RELAY', relayPlaceIn, undefined),
    readyNeedsDecoder: read('COACHLINK_READY_NEEDS_DECODER', switchIn, false),
    corsOrigins: read('COACHLINK_CORS_ORIGINS', originsIn, []),
    internetProbe: read('COACHLINK_INTERNET_PROBE', placesIn, undefined),
    retentionDays: read('COACHLINK_RETENTION_DAYS', (text) => wholeIn(text, 1, 36_500), undefined),
    webhookLocal: read('COACHLINK_WEBHOOK_LOCAL', switchIn, false),
    metrics: read('COACHLINK_METRICS', (text) => oneOf(METRICS_AUDIENCES, text), 'local'),
    log: read('COACHLINK_LOG', (text) => oneOf(LOG_LEVELS, text), 'info'),
  };
  const isOpenRedisAllowed = read('COACHLINK_ALLOW_OPEN_REDIS', switchIn, false);
  if (values.redisUrl !== undefined && !isOpenRedisAllowed && isOpenRedis(parseRedisUrl(values.redisUrl)))
    bad.push(
      'REDIS_URL names a Redis on the network without a password, which anybody there can read and wipe: give it one ' +
        '(requirepass, and redis://:password@host), or set COACHLINK_ALLOW_OPEN_REDIS=on where a network of its own protects it',
    );
  const asked = read('COACHLINK_DEMO', switchIn, undefined);
  // Last of all reads: `configuredBy` needs the names that are known by then.
  const configured = configuredBy(variables);
  const config = new GatewayConfig({
    ...values,
    demo: asked ?? (configured.length === 0 && !production),
    isDemoAsked: asked === true,
    noDemoBecause: asked === false ? undefined : whyNoDemo(configured),
    warnings: variables.warnings(OF_OTHERS),
  });
  if (production && config.demo)
    bad.push('COACHLINK_DEMO must be off in production: its credentials are printed');
  if (config.demo && config.decoders.some(({ decoderId }) => decoderId === DEMO_DECODER))
    bad.push(
      `COACHLINK_DECODERS names a decoder ${DEMO_DECODER}, which is the simulated one of the demo: set COACHLINK_DEMO=off, ` +
        'or give it another id',
    );
  if (bad.length > 0) throw new BadEnvironment(bad);
  return config;
}

/** Returns the variables that give the gateway a task. A name with a typing error counts as well. */
function configuredBy(variables: Variables): string[] {
  const redis = variables.text('REDIS_URL') === undefined ? [] : ['REDIS_URL'];
  return [...variables.given().filter((name) => !SURROUNDINGS.test(name)), ...redis];
}

function whyNoDemo([name]: readonly string[]): string | undefined {
  return name === undefined ? undefined : `${shownName(name)} is set`;
}

function decodersIn(text: string): ConfiguredDecoder[] {
  const decoders = entriesIn(text).map((entry) => {
    const at = entry.indexOf('=');
    const decoderId = entry.slice(0, Math.max(at, 0)).trim();
    if (!DECODER_ID.test(decoderId)) {
      throw new Error(
        'takes id=url, comma-separated; an id has letters, digits, _ . - and at most 64 of them',
      );
    }
    try {
      return { decoderId, address: parseDecoderUrl(entry.slice(at + 1).trim()) };
    } catch (error) {
      throw new Error(`has an invalid URL for ${decoderId}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
  });
  const ids = decoders.map(({ decoderId }) => decoderId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`names the decoder ${twice} twice: give each an id of its own`);
  return decoders;
}

/** Splits at commas; one within the `loops` of a URL stands between two loops. */
function entriesIn(text: string): string[] {
  const entries: string[] = [];
  for (const part of text.split(',')) {
    const before = entries.at(-1);
    if (before?.includes('loops=') === true && !part.includes('='))
      entries.splice(-1, 1, `${before},${part}`);
    else entries.push(part);
  }
  return entries;
}

function keyPairIn(variables: Variables, production: boolean): KeyPair | undefined {
  const { bad } = variables;
  const before = bad.length;
  const key = variables.text('COACHLINK_ADMIN_KEY') ?? '';
  const secret = variables.text('COACHLINK_ADMIN_SECRET') ?? '';
  if (bad.length > before) return undefined;
  if (key === '' && secret === '') {
    if (production)
      bad.push(
        'COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET are missing: set both, or no request could be authorized',
      );
    return undefined;
  }
  if (key === '')
    bad.push('COACHLINK_ADMIN_KEY is missing, and COACHLINK_ADMIN_SECRET is there: set both or none');
  if (secret === '')
    bad.push('COACHLINK_ADMIN_SECRET is missing, and COACHLINK_ADMIN_KEY is there: set both or none');
  for (const [name, value] of [
    ['COACHLINK_ADMIN_KEY', key],
    ['COACHLINK_ADMIN_SECRET', secret],
  ] as const) {
    if (!/^[\x21-\x7e]*$/.test(value))
      bad.push(`${name} has characters that a header cannot carry: use visible ASCII`);
    if (value.length > LONGEST_CREDENTIAL)
      bad.push(`${name} is longer than ${LONGEST_CREDENTIAL} characters: set a shorter one`);
  }
  if (production && secret !== '' && secret.length < SHORTEST_PRODUCTION_SECRET) {
    bad.push(
      `COACHLINK_ADMIN_SECRET is shorter than ${SHORTEST_PRODUCTION_SECRET} characters: set a longer one`,
    );
  }
  return { key, secret };
}

/** Reads two variables of which neither is of use without the other. */
function bothIn(variables: Variables, names: readonly [string, string]): [string, string] | undefined {
  const { bad } = variables;
  const before = bad.length;
  const [first = '', second = ''] = names.map((name) => variables.text(name) ?? '');
  if (bad.length > before) return undefined;
  if (first === '' && second === '') return undefined;
  if (first === '' || second === '') bad.push(`${names.join(' and ')} belong together: set both or none`);
  return [first, second];
}

function deviceIn(variables: Variables): KeyPair | undefined {
  const { bad } = variables;
  const both = bothIn(variables, ['COACHLINK_DEVICE_ID', 'COACHLINK_DEVICE_SECRET']);
  if (both === undefined) return undefined;
  const [key, secret] = both;
  if (key !== '' && !DECODER_ID.test(key))
    bad.push('COACHLINK_DEVICE_ID takes letters, digits, _ . - and at most 64 of them');
  if (secret !== '' && !/^[\x21-\x7e]{16,256}$/.test(secret))
    bad.push('COACHLINK_DEVICE_SECRET takes 16 to 256 visible ASCII characters');
  return { key, secret };
}

function tlsIn(variables: Variables): TlsFiles | undefined {
  const both = bothIn(variables, ['COACHLINK_TLS_CERT', 'COACHLINK_TLS_KEY']);
  return both && { certificate: both[0], key: both[1] };
}

function jwtSecretIn(text: string): string {
  if (Buffer.byteLength(text) < 32) throw new Error('is shorter than 32 bytes: set a longer one');
  return text;
}

function licenseCodeIn(text: string): string {
  const code = readLicenseCode(text);
  if (code === undefined) throw new Error('is no valid licence code: check it for a typing error');
  return code;
}

function hostIn(text: string): string {
  const [, inBrackets, plain] = /^(?:\[(.+)\]|(.+))$/.exec(text) ?? [];
  const host = (inBrackets ?? plain ?? '').replace(/%25(?=.)/, '%');
  const isAddress = isIPv6(host) || inBrackets === undefined;
  if (!isAddress || !/^[A-Za-z0-9.:_-]+(%[A-Za-z0-9._~-]+)?$/.test(host))
    throw new Error('takes a host name or an address');
  return host;
}

function wholeIn(text: string, least: number, most: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw new Error(`takes a whole number from ${least} to ${most}`);
  return value;
}

function redisUrlIn(text: string): string {
  parseRedisUrl(text);
  return text;
}

function siteIn(text: string): string {
  if (!SITE_NAME.test(text))
    throw new Error('takes lower-case letters, digits and hyphens, at least 1 and at most 63 of them');
  if (text === DEMO_SITE)
    throw new Error(`takes any name but ${DEMO_SITE}, under which the demo keeps its data`);
  return text;
}

function cloudUrlIn(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw new Error('takes a URL that begins with https://');
  if (url.username !== '' || url.password !== '') throw new Error('must hold no user and no password');
  return url;
}

/** Refuses quotation marks, which some readers of files of variables leave on: another folder would have no history. */
function folderIn(text: string): string {
  if (/^["']/.test(text)) throw new Error('has quotation marks in front: take those around it off');
  return text;
}

function switchIn(text: string): boolean {
  if (['1', 'true', 'on'].includes(text)) return true;
  if (['0', 'false', 'off'].includes(text)) return false;
  throw new Error('takes on or off');
}

function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new Error(`takes ${words.join(', ')}`);
  return word;
}
