import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppendOnlyFiles } from './append-only/mend.js';
import { freeBytesOf, RewriteCare } from './append-only/rewrite-care.js';
import { holdFolder, makePrivateFolder, socketFolder } from './private-folder.js';
import { askRedis, lastLogLines, spawnRedis } from './redis-process.js';
import { folderTrouble, lackOfRoom } from './room.js';

export interface PrivateRedisOptions {
  /** The file of redis-server or valkey-server. */
  readonly server: string;
  /** Folder of the data; made when missing, open to this user alone. */
  readonly dataDir: string;
  /** Called in words for people: how far Redis has loaded, that it died and starts again. */
  readonly onProgress?: (message: string) => void;
  /** Called with trouble of the data that a person should know: that a file was mended, or waits for room. */
  readonly onWarning?: (message: string) => void;
  /** Aborted when a start is to be interrupted. */
  readonly ended?: AbortSignal;
}

const SILENCE_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 8000;
const POLL_MS = 20;
const PROGRESS_PERIOD_MS = 10_000;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 5000;
const MOST_TORN_STARTS = 2;
const ROOM_PERIOD_MS = 1000;
const ROOM_SAID_PERIOD_MS = 60_000;
const CARE_PERIOD_MS = 500;

/** Redis ended before it took commands. */
class RedisEnded extends Error {}

/**
 * A Redis of our own behind a Unix socket that only this user may open. It is started again when it dies, and lives on
 * when this process is killed: the next start then takes it over. One running process has a data directory, never two.
 */
export class PrivateRedis {
  readonly url: string;
  private readonly dataDir: string;
  private readonly sockets: string;
  private readonly socket: string;
  private hold: Server | undefined;
  /** Open as long as Redis lives, even one that an earlier run started. */
  private line: Socket | undefined;
  private child: ChildProcess | undefined;
  private pid: number | undefined;
  private readonly files: AppendOnlyFiles;
  private care: RewriteCare | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: PrivateRedisOptions) {
    this.dataDir = resolve(options.dataDir);
    this.files = new AppendOnlyFiles(this.dataDir);
    this.sockets = socketFolder(this.dataDir);
    this.socket = join(this.sockets, 'redis.sock');
    this.url = `unix://${this.socket}`;
  }

  /** Resolves when Redis has loaded its data and takes commands. */
  async start(): Promise<void> {
    const { ended } = this.options;
    const breakOff = (): void => {
      this.stopping.abort();
    };
    ended?.addEventListener('abort', breakOff);
    if (ended?.aborted === true) breakOff();
    try {
      await this.untilRoom(() => this.holdFolders());
      await this.untilRoom(() => this.bringUp());
    } catch (error) {
      await this.stop();
      throw folderTrouble(this.dataDir, error);
    } finally {
      ended?.removeEventListener('abort', breakOff);
    }
    void this.keepUp();
    void this.careForFiles();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.pid !== undefined && isRunning(this.pid)) {
      // No save is needed with the append-only file; SHUTDOWN closes the connection instead of answering.
      if ((await askRedis(this.socket, 'SHUTDOWN', 'NOSAVE')) === undefined) signal(this.pid, 'SIGTERM');
      const deadline = performance.now() + STOP_TIMEOUT_MS;
      while (isRunning(this.pid) && performance.now() < deadline) await delay(POLL_MS);
      signal(this.pid, 'SIGKILL');
    }
    this.line?.destroy();
    if (this.hold === undefined) return;
    if (this.sockets !== this.dataDir) rmSync(this.sockets, { recursive: true, force: true });
    this.hold.close();
  }

  private async holdFolders(): Promise<void> {
    makePrivateFolder(this.dataDir);
    makePrivateFolder(this.sockets);
    this.hold = await holdFolder(this.sockets);
    if (this.hold === undefined) {
      throw new Error(
        `the data directory ${this.dataDir} is in use by another running CoachLINK: stop that one, or set COACHLINK_DATA_DIR`,
      );
    }
  }

  /** Repeats `work` while the disk is full, until a person makes room. */
  private async untilRoom(work: () => Promise<void>): Promise<void> {
    for (let saidAtMs = -Infinity; ;) {
      try {
        await work();
        return;
      } catch (error) {
        const reason = lackOfRoom(this.dataDir, error);
        if (reason === undefined || this.isStopping()) throw error;
        if (performance.now() - saidAtMs >= ROOM_SAID_PERIOD_MS) {
          this.warn([
            `Redis cannot start in ${this.dataDir}, because ${reason}: make room, it starts by itself then`,
          ]);
          saidAtMs = performance.now();
        }
        await this.pause(ROOM_PERIOD_MS);
      }
    }
  }

  /**
   * Redis 7.0 refuses to start where a file that is no longer the last one was torn, and takes the torn end off while
   * it does so: half a record the first time, the half of a script before it the second. The third start succeeds.
   * Where a full disk left a hole in a file, it never starts until the hole is mended.
   */
  private async bringUp(): Promise<void> {
    for (let tornStarts = MOST_TORN_STARTS, isMended = false; ;) {
      try {
        await this.bringUpOnce();
        return;
      } catch (error) {
        if (!(error instanceof RedisEnded) || this.isStopping()) throw error;
        if (error.message.includes('truncated file is not the last') && tornStarts-- > 0) {
          this.say(
            'a power cut tore the end of its append-only file: Redis took that off, starting it again',
          );
          continue;
        }
        const mendings = isMended ? [] : await this.files.mend();
        if (mendings.length === 0) throw withRemedy(error, this.dataDir);
        isMended = true;
        this.warn(mendings);
      }
    }
  }

  private async bringUpOnce(): Promise<void> {
    const isLeftOver = await this.isLeftOver();
    if (isLeftOver) {
      this.child = undefined;
      this.say('using the private Redis that an earlier run left running');
    } else {
      this.warn(this.files.ensureListed());
      await this.spawn();
    }
    await this.untilLoaded();
    this.pid = Number(/process_id:(\d+)/.exec((await this.ask('INFO', 'server')) ?? '')?.[1]) || this.pid;
    this.line = await this.openLine();
    this.care = this.newCare();
  }

  /**
   * Whether an earlier run's Redis serves already. While the fork of a killed one still rewrites the file, the socket
   * takes connections and does not answer, for a short time.
   */
  private async isLeftOver(): Promise<boolean> {
    const deadline = performance.now() + SILENCE_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const answer = await this.ask('PING');
      if (answer === undefined) return false;
      if (answer === 'PONG' || answer.includes('LOADING')) return true;
      await delay(POLL_MS);
    }
    throw new Error(
      `a process listens on ${this.socket} and does not answer: end the redis-server that has it and start again`,
    );
  }

  private async spawn(): Promise<void> {
    rmSync(this.socket, { force: true });
    this.child = spawnRedis(this.options.server, this.dataDir, this.socket);
    await once(this.child, 'spawn').catch((error: unknown) => {
      throw new Error(`cannot run ${this.options.server}: ${String(error)}`);
    });
    this.pid = this.child.pid;
  }

  private async untilLoaded(): Promise<void> {
    let lastAnswer = performance.now();
    let saidAtMs = -Infinity;
    while (!this.isStopping()) {
      const info = (await this.ask('INFO', 'persistence')) ?? '';
      if (/^loading:0/m.test(info)) return;
      if (info.includes('loading:1')) lastAnswer = performance.now();
      const percent = /loading_loaded_perc:(\d+)/.exec(info)?.[1];
      if (percent !== undefined && performance.now() - saidAtMs >= PROGRESS_PERIOD_MS) {
        this.say(`Redis is loading its data: ${percent} %`);
        saidAtMs = performance.now();
      }
      const ended = this.child?.exitCode ?? this.child?.signalCode ?? undefined;
      if (ended !== undefined)
        throw new RedisEnded(`the private Redis ended (${ended}); ${lastLogLines(this.dataDir)}`);
      if (performance.now() - lastAnswer > SILENCE_TIMEOUT_MS) {
        throw new Error(`the private Redis does not answer; ${lastLogLines(this.dataDir)}`);
      }
      await delay(POLL_MS);
    }
    throw new Error('stopped while Redis was starting');
  }

  private async openLine(): Promise<Socket> {
    const line = createConnection(this.socket);
    await once(line, 'connect');
    line.on('error', () => line.destroy());
    return line;
  }

  /** Starts Redis again whenever it ends, until `stop`. */
  private async keepUp(): Promise<void> {
    for (let pauseMs = FIRST_RESTART_MS; ;) {
      await this.untilLineCloses();
      if (this.isStopping()) return;
      this.say('the private Redis ended; starting it again');
      try {
        await this.untilRoom(() => this.bringUp());
        pauseMs = FIRST_RESTART_MS;
        this.say('the private Redis is back');
      } catch (error) {
        if (this.isStopping()) return;
        this.say(`${(error as Error).message}; trying again in ${pauseMs} ms`);
        await this.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_RESTART_MS);
      }
    }
  }

  private async careForFiles(): Promise<void> {
    for (let saidAs = ''; !this.isStopping();) {
      await this.pause(CARE_PERIOD_MS);
      if (this.isStopping() || this.line?.closed !== false) continue;
      try {
        await this.care?.look();
        saidAs = '';
      } catch (error) {
        const message = `the append-only files cannot be looked after: ${String(error)}`;
        if (message !== saidAs) this.warn([message]);
        saidAs = message;
      }
    }
  }

  private newCare(): RewriteCare {
    return new RewriteCare(this.files, {
      info: () => this.ask('INFO', 'persistence'),
      rewrite: () => this.ask('BGREWRITEAOF'),
      freeBytes: () => freeBytesOf(this.dataDir),
      nowMs: () => performance.now(),
      say: (message) => {
        this.warn([message]);
      },
    });
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async untilLineCloses(): Promise<void> {
    const line = this.line;
    if (line !== undefined && !line.closed) await new Promise((closed) => line.once('close', closed));
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private ask(command: string, ...args: string[]): Promise<string | undefined> {
    return askRedis(this.socket, command, ...args);
  }

  private warn(sentences: readonly string[]): void {
    for (const sentence of sentences) this.options.onWarning?.(sentence);
  }

  private say(message: string): void {
    this.options.onProgress?.(message);
  }
}

function isRunning(pid: number): boolean {
  return signal(pid, 0);
}

/** Sends a signal; false where the process is gone already. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Adds the way out to the error of a damaged base, which Redis words without one. */
function withRemedy(error: RedisEnded, dataDir: string): Error {
  if (!error.message.includes('RDB base file')) return error;
  const [, base = ''] = /Error reading the RDB base file (\S+),/.exec(error.message) ?? [];
  return new RedisEnded(
    `${join(dataDir, 'appendonlydir', base)}, which has most of the data, cannot be read: put it back from a backup, or ` +
      `move the folder away to start empty; ${error.message}`,
  );
}
