/** The direction of the data, bytes -> link -> parser -> ingest -> repository -> controller, as rules. */

const { existsSync, readdirSync } = require('node:fs');

const DECODER = 'libs/decoder/src';
/** Folders of protocols, each with a protocol.ts of its own. */
const PROTOCOLS = readdirSync(DECODER)
  .filter((name) => existsSync(`${DECODER}/${name}/protocol.ts`))
  .join('|');

/** Rooms of the gateway, the lowest first: each knows those before it, and gateway.ts with app.module.ts know all. */
const ROOMS = ['platform', 'access', 'intake', 'sync', 'api', 'demo'];
const GATEWAY = '^apps/gateway/src/';

const roomsImportDown = ROOMS.map((room, at) => ({
  name: `${room}-imports-down`,
  comment: `${room} knows none of the rooms above it, and nothing of how the gateway is composed`,
  severity: 'error',
  from: { path: `${GATEWAY}${room}/` },
  to: { path: [...ROOMS.slice(at + 1).map((above) => `${GATEWAY}${above}/`), `${GATEWAY}[^/]+$`] },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-cycles-of-folders',
      scope: 'folder',
      severity: 'error',
      from: { path: `${GATEWAY}` },
      to: { circular: true },
    },
    ...roomsImportDown,
    {
      name: 'libraries-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'pure-rooms-know-no-framework-and-no-io',
      comment:
        'the codec, its commands, the format of recordings, the domain of passings and the track model: no Nest, no I/O, no clock',
      severity: 'error',
      from: {
        path: `^(libs/decoder/src/(${PROTOCOLS}|lines|commands)|libs/recorder/src/format|libs/passings/src/domain|apps/simulator/src/track)/`,
        pathNot: '\\.spec\\.ts$',
      },
      to: {
        path: '(^|/)(@nestjs|ioredis|serialport)(/|$)|^(node:)?(net|fs|http|timers|child_process|stream)',
      },
    },
    {
      name: 'protocol-knows-no-link',
      comment: 'a protocol is its folder, behind the port',
      severity: 'error',
      from: { path: `^libs/decoder/src/(${PROTOCOLS})/`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^libs/decoder/src/',
        pathNot:
          '^libs/decoder/src/($1/|lines/|commands/command\\.ts$|(protocol|question|report|decoder-side|relay-side)\\.ts$)',
      },
    },
    {
      name: 'protocols-by-the-registry',
      comment:
        'only the registry knows the folder of a protocol; what stands for a decoder, and tests of it, speak it too',
      severity: 'error',
      from: {
        path: '^(apps|libs|bench)/',
        pathNot: `^libs/decoder/src/((${PROTOCOLS})/|registry\\.ts$)|^apps/simulator/|^bench/|\\.spec\\.ts$|/testing/|^apps/[^/]+/src/.*\\.fixture\\.ts$`,
      },
      to: { path: `^libs/decoder/src/(${PROTOCOLS})/` },
    },
    {
      name: 'libraries-by-their-door',
      comment: 'a library is entered through its index.ts',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/[^/]+/src/.+', pathNot: '^libs/[^/]+/src/(index\\.ts$|p3/index\\.ts$|testing/)' },
    },
    {
      name: 'adapters-behind-ports',
      comment: 'only the module that binds it knows the Redis adapter',
      severity: 'error',
      from: { path: '^libs/passings/src/(domain|ports)/' },
      to: { path: '^libs/passings/src/redis/' },
    },
    {
      name: 'libs-direction',
      comment: 'decoder and passings know nothing of each other: ingest joins them',
      severity: 'error',
      from: { path: '^libs/(decoder|recorder|redis)/' },
      to: { path: '^libs/passings/' },
    },
    {
      name: 'recorder-knows-bytes-only',
      comment: 'what is recorded has no meaning there',
      severity: 'error',
      from: { path: '^libs/recorder/' },
      to: { path: '^libs/', pathNot: '^libs/recorder/' },
    },
    {
      name: 'threads-ask-readings',
      comment: 'what is read knows nothing of the thread that it is read in',
      severity: 'error',
      from: { path: '^apps/gateway/src/api/passings/(reading|rows)/' },
      to: { path: '^apps/gateway/src/api/passings/thread/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      // Jest puts that one in the place of another.
      from: {
        orphan: true,
        pathNot: '(\\.d\\.ts|main\\.ts|spec\\.ts|^test/support/built-thread-program\\.ts)$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|dist' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: '.dependency-cruiser.tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
