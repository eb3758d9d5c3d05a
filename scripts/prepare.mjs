// What `npm start`, `npm test` and `npx coachlink` need before anything of ours can run. Uses Node alone, says
// what it does on stderr, and says nothing when there is nothing to do.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..');
const DEPENDENCIES_STAMP = join(root, 'node_modules', '.coachlink-lock-hash');
const BUILD_STAMP = join(root, 'dist', '.source-hash');
const LOCK = join(root, '.preparing');

const say = (message) => process.stderr.write(`coachlink: ${message}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}

/** Installs and builds, one process at a time. */
export async function prepareProject() {
  checkNode();
  if (isInstalled() && isBuilt()) return;
  await underLock(async () => {
    if (!isInstalled()) await installDependencies();
    if (!isBuilt()) await build();
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `needs Node.js 20.19 or newer, this is ${process.versions.node}: install a newer one from https://nodejs.org`,
  );
}

async function underLock(work) {
  for (let waited = 0; ; waited++) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (holderIsGone()) rmSync(LOCK, { recursive: true, force: true });
      else if (waited === 0) say('another coachlink command is installing or building here, waiting for it');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(LOCK, { recursive: true, force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function holderIsGone() {
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // The pid is written right after the folder is made: give it a moment.
    return error.code === 'ENOENT' && existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > 5000;
  }
}

const hashOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};
const stampOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const lockHash = () => hashOf([join(root, 'package-lock.json')]);
const isInstalled = () => stampOf(DEPENDENCIES_STAMP) === lockHash();

function sources() {
  const inFolder = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const top = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  return [
    ...top.map((file) => join(root, file)),
    ...inFolder(join(root, 'apps')),
    ...inFolder(join(root, 'libs')),
  ].sort();
}
const isBuilt = () => stampOf(BUILD_STAMP) === hashOf(sources());

async function installDependencies() {
  say('installing the locked dependencies (npm ci); the first time takes about half a minute');
  // None of ours needs an install script: the native parts come ready-made inside their packages.
  await run(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed',
  );
  writeFileSync(DEPENDENCIES_STAMP, lockHash());
}

async function build() {
  say('building');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const hash = hashOf(sources());
  await run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    'the build failed',
  );
  writeFileSync(BUILD_STAMP, hash);
}

/** Runs a command whose output goes to stderr; its failure ends us with what to look at. */
async function run(command, args, message, env = process.env) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], env });
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) fail(`${message} (${[command, ...args].join(' ')}); the lines above say why`);
}

export const isOnPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));

/** A Redis server on this machine, installed where it is missing and we may. Not needed where REDIS_URL is set. */
export async function ensureRedis() {
  if (process.env.REDIS_URL) return;
  if (isOnPath('redis-server') || isOnPath('valkey-server')) return;
  await installPackage(
    'a Redis server',
    { 'apt-get': 'redis-server', dnf: 'redis', apk: 'redis', brew: 'redis' },
    () => isOnPath('redis-server') || isOnPath('valkey-server'),
  );
}

/** socat makes the pairs of serial ports that the tests of serial decoders need. */
export async function ensureSocat() {
  if (isOnPath('socat')) return;
  await installPackage('socat', { 'apt-get': 'socat', dnf: 'socat', apk: 'socat', brew: 'socat' }, () =>
    isOnPath('socat'),
  );
}

async function installPackage(what, names, isThere) {
  const manager = Object.keys(names).find(isOnPath);
  if (manager === undefined) {
    fail(
      `needs ${what} and found no package manager that it knows. Install it, or set REDIS_URL to a Redis that runs.`,
    );
  }
  const steps = {
    'apt-get': [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', names[manager]],
    ],
    dnf: [['dnf', 'install', '-y', '-q', names[manager]]],
    apk: [['apk', 'add', '--quiet', names[manager]]],
    brew: [['brew', 'install', '--quiet', names[manager]]],
  }[manager];
  const sudo = privilege(manager);
  const byHand = steps.map((step) => (manager === 'brew' ? step : ['sudo', ...step]).join(' ')).join(' && ');
  if (sudo === undefined)
    fail(`needs ${what}, which is not installed, and may not install it itself. Run:\n  ${byHand}`);
  say(`${what} is missing: installing the package ${names[manager]} with ${manager}`);
  // RUNLEVEL keeps Debian from starting a service of its own: ours is private.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const step of steps) {
    const [command, ...args] = [...sudo, ...step];
    await run(command, args, `could not install ${what}. Do it by hand:\n  ${byHand}\n`, env);
  }
  if (!isThere()) fail(`installed ${names[manager]}, and ${what} still is not on the PATH`);
}

/** What to put before the package manager; undefined where we may not use it. */
function privilege(manager) {
  if (manager === 'brew' || process.getuid?.() === 0) return [];
  return isOnPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0
    ? ['sudo', '-n', '-E']
    : undefined;
}
