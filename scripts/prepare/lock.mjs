import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { say } from './terminal.mjs';

const LOCK = join(root, '.preparing');

/** Runs `work` alone. The lock is a symbolic link, which comes into being at once, with its holder's name in it. */
export async function alone(work) {
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

/** Moves a dead lock away first: of two that find it dead, the slower one must not remove the quicker one's new lock. */
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
