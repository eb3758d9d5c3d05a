import { describeTransport } from '#decoder';
import { DEMO_USER } from '../access/seeding/demo-records.js';
import type { Demo } from './demo.js';
import type { ConfiguredDecoder, GatewayConfig, KeyPair } from '../platform/config/gateway-config.js';
import type { Feature } from '../access/license/features.js';
import type { OwnAdministrator } from '../access/seeding/own-administrator.js';
import { type StorageTrouble, TROUBLE_WORDS } from '../platform/storage/storage-trouble.js';

const EXAMPLE = "COACHLINK_DECODERS='finish=p3+tcp://192.168.1.50:5403?loop=1'";

export interface Standing {
  readonly storage: StorageTrouble | undefined;
  /** Id of this gateway. */
  readonly deviceId: string;
  /** Features that configured decoders need, and no licence holds. */
  readonly unlicensed: readonly Feature[];
}

/** Origin of the credentials to show; empty where none were made. */
export interface Made {
  readonly demo?: Demo | undefined;
  readonly own?: OwnAdministrator | undefined;
}

/** Text for people when the gateway runs; it says ready only where the storage is. */
export function welcome(
  url: string,
  config: GatewayConfig,
  standing: Standing,
  { demo, own }: Made = {},
): string {
  const mark = demo === undefined ? [] : ['This is the demo: its riders are invented.'];
  const lines = [
    '',
    ...readiness(standing.storage),
    ...mark,
    '',
    `  Dashboard   ${url}/`,
    `  Swagger UI  ${url}/docs`,
  ];
  lines.push(...config.decoders.map(decoderLine), ...licenceLines(standing));
  lines.push(...(demo === undefined ? whatToDo(config) : ofDemo(url, config, demo)));
  if (own !== undefined) lines.push(...ofOwn(url, config, own));
  return `${lines.join('\n')}\n\n`;
}

function decoderLine({ decoderId, address, isSimulated }: ConfiguredDecoder): string {
  const mark = isSimulated === true ? ' (simulated velodrome)' : '';
  return `  Decoder     ${decoderId} at ${describeTransport(address)}${mark}`;
}

/** Tells how to get a licence: the owner of a gateway issues it. */
function licenceLines({ unlicensed, deviceId }: Standing): string[] {
  if (unlicensed.length === 0) return [];
  return [
    `  Licence     none here holds ${unlicensed.join(', ')}: decoders that need it are not connected. Activate one, or issue it`,
    '              in a second terminal with the same COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET',
    `              npx coachlink license create --features ${unlicensed.join(',')} --device-limit 1 --valid-until 2099-12-31T23:59:59Z --device ${deviceId}`,
  ];
}

/** Tells which settings are missing. */
function whatToDo({ decoders, adminKeyPair, noDemoBecause }: GatewayConfig): string[] {
  const lines: string[] = [];
  if (decoders.length === 0)
    lines.push(
      '  Decoder     none in COACHLINK_DECODERS: those added by the API run, and no other. To have one, start with',
      `              ${EXAMPLE} npm start`,
      '              or add it while this runs: POST /api/v1/decoders, there or in Swagger UI',
    );
  if (adminKeyPair === undefined)
    lines.push(
      '  API key     none of an administrator: set COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET, and start anew',
    );
  if (decoders.length === 0 && noDemoBecause !== undefined)
    lines.push(
      `  Demo        not started, because ${noDemoBecause}: start with COACHLINK_DEMO=on to see it;`,
      '              it keeps its invented riders apart from all that is real',
    );
  return lines;
}

function ofDemo(url: string, config: GatewayConfig, demo: Demo): string[] {
  const { dataDir, redisUrl, isDemoAsked } = config;
  const where = redisUrl === undefined ? dataDir : 'the site "demo" of REDIS_URL';
  const lines = [`  Kept in     ${where}, apart from all that is real`];
  if (!isDemoAsked)
    lines.push(
      '  For real    stop it, set COACHLINK_DECODERS, and start anew',
      '              (README, "Connect a real decoder")',
    );
  if (demo.device !== undefined)
    lines.push(
      `  Device      X-Device-ID: ${demo.device.id}`,
      `              X-Device-Secret: ${demo.device.secret}`,
      `  User        email: ${DEMO_USER.email}`,
      `              password: ${DEMO_USER.password}`,
      '              POST /api/v1/auth/login with both gives the token for Authorization: Bearer',
    );
  if (demo.keyPair === undefined) return lines;
  return [...lines, ...pairLines(demo.keyPair), ...tryLines(url, config, demo.keyPair)];
}

/** Shows the key pair that was made for a gateway with decoders and no configured pair. */
function ofOwn(url: string, config: GatewayConfig, { keyPair, isNew }: OwnAdministrator): string[] {
  if (!isNew)
    return [
      `  API key     the one that was shown at the first start in ${config.dataDir}; to have another one, set`,
      '              COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET, and start anew',
    ];
  return [
    ...pairLines(keyPair),
    '              of the administrator: keep it, it is shown this once. The command line takes it from',
    `              export COACHLINK_ADMIN_KEY=${keyPair.key}`,
    `              export COACHLINK_ADMIN_SECRET=${keyPair.secret}`,
    ...tryLines(url, config, keyPair),
  ];
}

function pairLines({ key, secret }: KeyPair): string[] {
  return [`  API key     x-api-key: ${key}`, `              x-api-secret: ${secret}`];
}

function tryLines(url: string, { tls }: GatewayConfig, { key, secret }: KeyPair): string[] {
  const trusting = tls === undefined ? '' : ` --cacert ${tls.certificate}`;
  return [
    '',
    'Try it:',
    '',
    `curl -s${trusting} -X POST ${url}/api/v1/passings -H 'x-api-key: ${key}' -H 'x-api-secret: ${secret}' -H 'Content-Type: application/json' -d '{"limit": 5}'`,
  ];
}

function readiness(storage: StorageTrouble | undefined): string[] {
  if (storage === undefined) return ['CoachLINK is ready.'];
  const { what, remedy } = TROUBLE_WORDS[storage];
  return [
    `CoachLINK runs, but ${what.charAt(0).toLowerCase()}${what.slice(1)}.`,
    `${remedy} CoachLINK need not be started anew then.`,
    'Until then passings wait, in the decoders and here, and most requests are answered with 503.',
  ];
}
