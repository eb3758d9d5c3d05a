import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, run, say } from './terminal.mjs';

/** Installs a Redis server where it is missing and we may. REDIS_URL makes it unnecessary. */
export async function ensureRedis() {
  if (process.env.REDIS_URL?.trim()) return;
  const names = { 'apt-get': 'redis-server', dnf: 'redis', apk: 'redis', brew: 'redis' };
  await ensureProgram('a Redis server', ['redis-server', 'valkey-server'], names, ', or set REDIS_URL');
}

/** Installs socat, which makes the pairs of serial ports for the tests of serial decoders. */
export async function ensureSocat() {
  const names = { 'apt-get': 'socat', dnf: 'socat', apk: 'socat', brew: 'socat' };
  await ensureProgram('socat', ['socat'], names, '');
}

/** Installs openssl, which makes the certificates for the tests of HTTPS. */
export async function ensureOpenssl() {
  const names = { 'apt-get': 'openssl', dnf: 'openssl', apk: 'openssl', brew: 'openssl' };
  await ensureProgram('openssl', ['openssl'], names, '');
}

/** Installs the programs of the trials alone: one checks HTTPS from outside, the other moves the clock of a process. */
export async function ensureTrialPrograms() {
  const testssl = { 'apt-get': 'testssl.sh', dnf: 'testssl', apk: 'testssl.sh', brew: 'testssl' };
  await ensureProgram('testssl.sh', ['testssl', 'testssl.sh'], testssl, '');
  const faketime = { 'apt-get': 'faketime', dnf: 'libfaketime', apk: 'libfaketime', brew: 'libfaketime' };
  await ensureProgram('faketime', ['faketime'], faketime, '');
}

/** Returns a browser for the tests; undefined where there is none and `install` is false. */
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
    // Debian starts a server's service with its package. Ours is private, and that one would only be in the way.
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

/** Returns the words before the package manager; undefined where we may not use it. */
function privilege(manager) {
  if (manager === 'brew' || process.getuid?.() === 0) return [];
  const maySudo = isOnPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return maySudo ? ['sudo', '-n'] : undefined;
}
