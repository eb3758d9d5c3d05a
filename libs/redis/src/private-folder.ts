import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The kernel's limit for the path of a Unix socket is 108 bytes, on some systems 104. */
const LONGEST_SOCKET_PATH = 100;
const LONGEST_SOCKET_NAME = '/redis.sock'.length;

/** Makes a folder that only this user may enter; refuses one that belongs to another user. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) {
    throw new Error(`${folder} is not a folder of this user: remove it, or choose another data directory`);
  }
  chmodSync(folder, 0o700);
}

/**
 * Returns the folder for the sockets of a data directory: the directory itself, or a short one where its path is too
 * long.
 */
export function socketFolder(dataDir: string): string {
  if (Buffer.byteLength(dataDir) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH) return dataDir;
  const name = createHash('sha256').update(`${userInfo().uid}:${dataDir}`).digest('hex').slice(0, 16);
  return join(tmpdir(), `coachlink-${name}`);
}

/**
 * Holds a folder for one running process; undefined where another process has it. The hold is a listening socket,
 * because the kernel takes that back when its process dies, however it dies.
 */
export async function holdFolder(folder: string): Promise<Server | undefined> {
  const socket = join(folder, 'owner.sock');
  const held = await listen(socket);
  if (held !== undefined) return held;
  if (await answers(socket)) return undefined;
  rmSync(socket, { force: true });
  return listen(socket);
}

async function listen(socket: string): Promise<Server | undefined> {
  const server = createServer((visitor) => visitor.destroy());
  try {
    server.listen(socket);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return server;
}

async function answers(socket: string): Promise<boolean> {
  const visitor = createConnection(socket);
  try {
    await once(visitor, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    visitor.destroy();
  }
}
