// Counts the files of the product that a change touches, measured on existing code: the present protocol, a read with
// its route, a listener of stored batches, a field of a passing. `node scripts/reach.mjs <commit>` measures another
// commit.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const DECODER = 'libs/decoder/src';
const NOT_OF_THE_PRODUCT = /\.spec\.ts$|\/testing\/|^apps\/simulator\/|\.fixture\.ts$/;
const commit = process.argv[2];

/** @type {{ change: string, like: string, pattern: string, isElsewhere?: RegExp, most: number }[]} */
const CHANGES = [
  {
    change: 'a second protocol, outside its folder',
    like: 'P3: its symbols',
    pattern: String.raw`\b[pP]3[A-Z]|RecordTypeName|/p3/`,
    isElsewhere: /^libs\/decoder\/src\/p3\//,
    most: 1,
  },
  {
    change: 'a read with its route',
    like: 'active counts',
    pattern: 'activeQuery|countActive|ActiveCriteria|ActiveAnswer|AskedActive',
    most: 8,
  },
  {
    change: 'a listener of stored batches',
    like: 'counts of stored passings',
    pattern: 'StoredCounts|confirmedFrom',
    most: 4,
  },
  {
    change: 'a field of a passing',
    like: 'the battery of P3',
    pattern: 'battery_?(voltage|tenths)',
    // Other protocols report it as well; a new field comes from one.
    isElsewhere: new RegExp(`^${DECODER}/(${otherProtocols().join('|')})/`),
    most: 10,
  },
];

let isShort = false;
for (const { change, like, pattern, isElsewhere, most } of CHANGES) {
  const files = filesWith(pattern).filter((file) => !isElsewhere?.test(file));
  isShort ||= files.length > most;
  process.stdout.write(`${change} (as ${like}): ${files.length} files, at most ${most}\n`);
  for (const file of files) process.stdout.write(`  ${file}\n`);
}
if (isShort && commit === undefined) process.exitCode = 1;

/** Returns the folders of protocols but that of P3. */
function otherProtocols() {
  const folders = readdirSync(DECODER).filter((name) => existsSync(`${DECODER}/${name}/protocol.ts`));
  return folders.filter((name) => name !== 'p3');
}

/** @param {string} pattern */
function filesWith(pattern) {
  const of = commit === undefined ? [] : [commit];
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['grep', '-liE', pattern, ...of, '--', 'apps/gateway/src', 'apps/cli/src', 'libs'],
    { encoding: 'utf8' },
  );
  if (status !== 0 && status !== 1) throw new Error(`git grep failed: ${stderr}`);
  return stdout
    .split('\n')
    .map((line) => (commit === undefined ? line : line.slice(commit.length + 1)))
    .filter((file) => file.endsWith('.ts') && !NOT_OF_THE_PRODUCT.test(file));
}
