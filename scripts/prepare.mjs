// What `npm start`, `npm test` and `npx coachlink` need before anything of ours can run. Uses Node alone, says
// what it does on stderr, and says nothing when there is nothing to do.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const BUILD_STAMP = join(root, 'dist', '.source-hash');
const LOCK = join(root, '.preparing');

const say = (message) => process.stderr.write(`coachlink: ${message}\n`);

function fail(message) {
  say(message);
  process.exit(1);
}

/** Installs and builds, in one process at a time. */
export async function prepareProject() {
  checkNode();
  if (isInstalled(root) && isBuilt()) return;
  await alone(async () => {
    await installDependencies();
    await build();
  });
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`needs Node.js 20.19 or newer, and this is ${process.versions.node}: get it from https://nodejs.org`);
}

/** Installs the packages of a folder's package-lock.json into that folder. */
export async function installDependencies(folder = root) {
  if (isInstalled(folder)) return;
  say('installing the locked dependencies (npm ci); the first time this takes a minute');
  // No install script is needed: the native parts come ready-made inside their packages.
  const flags = ['--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['ci', ...flags], 'the dependencies could not be installed', folder);
  writeFileSync(installStamp(folder), lockHash(folder));
}

export async function build() {
  if (isBuilt()) return;
  say('building');
  // Without a stamp nothing is known of what lies there, not even that the compiler's own notes are true.
  if (!existsSync(BUILD_STAMP)) rmSync(join(root, 'dist'), { recursive: true, force: true });
  rmSync(BUILD_STAMP, { force: true });
  await run(process.execPath, [join(root, 'scripts', 'lua.mjs')], 'a script of Redis is not right');
  const hash = sourceHash();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], 'the build failed');
  removeStaleOutputs();
  await bundle();
  writeFileSync(BUILD_STAMP, hash);
}

function removeStaleOutputs() {
  rmSync(join(root, 'dist', 'bundle'), { recursive: true, force: true });
  for (const file of filesIn(join(root, 'dist'))) {
    const source = file.replace(join(root, 'dist'), root.replace(/\/$/, '')).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}

const installStamp = (folder) => join(folder, 'node_modules', '.coachlink-lock-hash');
const isInstalled = (folder) => stampOf(installStamp(folder)) === lockHash(folder);
const isBuilt = () => stampOf(BUILD_STAMP) === sourceHash();
const stampOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const lockHash = (folder) => hashOf([join(folder, 'package-lock.json')]);

function sourceHash() {
  const top = [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/bundle.mjs',
    'scripts/lua.mjs',
  ].map((name) => join(root, name));
  const sources = [
    ...filesIn(join(root, 'apps')),
    ...filesIn(join(root, 'libs')),
    ...filesIn(join(root, 'bench')),
  ];
  return hashOf([...top, ...sources.filter((file) => !file.endsWith('.spec.ts'))]);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** A symbolic link is the lock: it comes into being at once, with its holder's name in it. */
async function alone(work) {
  const me = `${hostname()}:${process.pid}`;
  for (let told = false; !take(me);) {
    const holder = readLock();
    if (holder !== undefined && isDead(holder)) breakLock(holder);
    else if (holder !== undefined && !told) {
      say(`waiting for another coachlink command (${holder}) that installs or builds here;`);
      say(`if there is none any more, remove ${LOCK}`);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function take(me) {
  try {
    symlinkSync(me, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

const readLock = () => (lstatSync(LOCK, { throwIfNoEntry: false }) ? readLink(LOCK) : undefined);

function readLink(file) {
  try {
    return readlinkSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isDead(holder) {
  const [host, pid] = holder.split(':');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moves it away first: of two that find it dead, the slower one must not remove the quicker one's new lock. */
function breakLock(dead) {
  const aside = `${LOCK}.${process.pid}`;
  try {
    renameSync(LOCK, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readLink(aside) !== dead) renameSync(aside, LOCK);
  else rmSync(aside, { force: true });
}

/** Runs a command whose output goes to stderr; where it fails, so do we. */
async function run(command, args, failure, cwd = root) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 2, 2] });
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  if (problem !== undefined) fail(`${failure}: ${[command, ...args].join(' ')}: ${problem}`);
}

/** A Redis server on this machine, installed where it is missing and we may. REDIS_URL makes it unnecessary. */
export async function ensureRedis() {
  if (process.env.REDIS_URL?.trim()) return;
  const names = { 'apt-get': 'redis-server', dnf: 'redis', apk: 'redis', brew: 'redis' };
  await ensureProgram('a Redis server', ['redis-server', 'valkey-server'], names, ', or set REDIS_URL');
}

/** socat makes the pairs of serial ports that the tests of serial decoders need. */
export async function ensureSocat() {
  const names = { 'apt-get': 'socat', dnf: 'socat', apk: 'socat', brew: 'socat' };
  await ensureProgram('socat', ['socat'], names, '');
}

/** openssl makes the certificates that the tests of HTTPS need. */
export async function ensureOpenssl() {
  const names = { 'apt-get': 'openssl', dnf: 'openssl', apk: 'openssl', brew: 'openssl' };
  await ensureProgram('openssl', ['openssl'], names, '');
}

/** What only the trials need: one looks at HTTPS from outside, the other moves the clock of a process. */
export async function ensureTrialPrograms() {
  const testssl = { 'apt-get': 'testssl.sh', dnf: 'testssl', apk: 'testssl.sh', brew: 'testssl' };
  await ensureProgram('testssl.sh', ['testssl', 'testssl.sh'], testssl, '');
  const faketime = { 'apt-get': 'faketime', dnf: 'libfaketime', apk: 'libfaketime', brew: 'libfaketime' };
  await ensureProgram('faketime', ['faketime'], faketime, '');
}

/** A browser for the tests in one; undefined where there is none and it was not asked for. */
export async function findChromium({ install }) {
  const programs = ['chromium', 'chromium-browser', 'google-chrome'];
  const names = { 'apt-get': 'chromium', dnf: 'chromium', apk: 'chromium', brew: 'chromium' };
  if (install) await ensureProgram('Chromium', programs, names, '');
  const name = programs.find(isOnPath);
  const folders = (process.env.PATH ?? '').split(delimiter);
  return name && folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

const isOnPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));

const INSTALL = {
  'apt-get': (name) =>
    // Debian starts a server's service with its package. Ours is private, and this one would only be in the way.
    `apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends ${name}` +
    (name === 'redis-server'
      ? ' && if [ -d /run/systemd/system ]; then systemctl disable --now redis-server; fi'
      : ''),
  dnf: (name) =>
    name === 'redis' ? 'dnf install -y redis || dnf install -y valkey' : `dnf install -y ${name}`,
  apk: (name) => `apk add ${name}`,
  brew: (name) => `brew install ${name}`,
};

async function ensureProgram(what, programs, names, otherWay) {
  if (programs.some(isOnPath)) return;
  const manager = Object.keys(INSTALL).find(isOnPath);
  if (manager === undefined) {
    fail(`needs ${what} (${programs.join(' or ')}) on the PATH. Install it in this system's way${otherWay}.`);
  }
  const command = INSTALL[manager](names[manager]);
  const byHand = manager === 'brew' ? command : `sudo sh -c '${command}'`;
  const privileged = privilege(manager);
  if (privileged === undefined)
    fail(`needs ${what} and may not install it itself. Run this${otherWay}:\n  ${byHand}`);
  say(`${what} is missing: installing it with ${manager}`);
  const [shell, ...args] = [...privileged, 'sh', '-c', command];
  await run(shell, args, `${what} could not be installed${otherWay}`);
  if (!programs.some(isOnPath)) fail(`${what} was installed and still is not on the PATH${otherWay}`);
}

/** What to put before the package manager; undefined where we may not use it. */
function privilege(manager) {
  if (manager === 'brew' || process.getuid?.() === 0) return [];
  const maySudo = isOnPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return maySudo ? ['sudo', '-n'] : undefined;
}
