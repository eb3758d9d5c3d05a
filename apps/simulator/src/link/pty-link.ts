import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink, rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type AcceptClient, ClientLine } from '../decoder/client-line.js';
import { DecoderLink } from './decoder-link.js';

type Socat = ChildProcessByStdio<Writable, Readable, Readable>;

const OPEN_DEADLINE_MS = 5000;
const OPEN_POLL_MS = 10;
/** Unsent bytes above which no client counts as reading: a serial line without a listener loses its bytes. */
const MAX_UNSENT_BYTES = 16 * 1024;

const SOCAT_MISSING =
  'a simulated serial line needs socat: install it, for example with apt-get install socat';

/** A decoder's serial line: a pseudo-terminal that a client opens by its path like any serial port. */
export class PtyLink extends DecoderLink {
  private socat: Socat | undefined;
  private reopening: Promise<void> = Promise.resolve();
  private closing = false;

  constructor(
    private readonly path: string,
    private readonly accept: AcceptClient,
  ) {
    super();
  }

  override async open(): Promise<void> {
    this.closing = false;
    await removeStaleLine(this.path);
    const socat = spawn('socat', ['-', `pty,raw,echo=0,link=${this.path}`], { stdio: 'pipe' });
    let complaint = '';
    let failure: Error | undefined;
    socat.once('error', (error) => {
      failure = error;
    });
    socat.stderr.on('data', (chunk: Buffer) => {
      complaint = chunk.toString().trim();
    });

    const deadlineMs = Date.now() + OPEN_DEADLINE_MS;
    while (!(await isLine(this.path))) {
      if (failure !== undefined) throw new Error(SOCAT_MISSING, { cause: failure });
      if (hasEnded(socat) || Date.now() > deadlineMs) {
        socat.kill();
        throw new Error(`socat could not make a serial line at ${this.path}: ${complaint}`);
      }
      await delay(OPEN_POLL_MS);
    }
    this.serve(socat);
  }

  /** Pulls the cable out: the client gets a hang-up, and finds a new line at the same path. */
  override cutConnections(): void {
    this.socat?.kill();
  }

  override async close(): Promise<void> {
    this.closing = true;
    await this.reopening;
    const { socat } = this;
    if (socat !== undefined && !hasEnded(socat)) {
      const exited = once(socat, 'exit');
      socat.kill();
      await exited;
    }
    await removeStaleLine(this.path);
  }

  /** Serves a line. It has no connections: the decoder has one client on it for as long as the line exists. */
  private serve(socat: Socat): void {
    this.socat = socat;
    const connection = this.accept(new SerialLine(socat));
    socat.stdout.on('data', (chunk: Buffer) => connection?.receive(chunk));
    // A pulled cable gives EPIPE: 'exit' follows, and is handled below.
    socat.stdin.on('error', () => undefined);
    socat.once('exit', () => {
      connection?.closed();
      if (!this.closing) this.reopening = this.open();
    });
  }
}

class SerialLine extends ClientLine {
  constructor(private readonly socat: Socat) {
    super();
  }

  override send(bytes: Uint8Array): void {
    const { stdin } = this.socat;
    if (stdin.writable && stdin.writableLength < MAX_UNSENT_BYTES) stdin.write(bytes);
  }

  /** Ends the input of socat, which then writes out the rest and exits. */
  override cut(): void {
    this.socat.stdin.end();
  }
}

function hasEnded(socat: Socat): boolean {
  return socat.exitCode !== null || socat.signalCode !== null;
}

/** Whether the path is a link to a pseudo-terminal. */
async function isLine(path: string): Promise<boolean> {
  const target = await readlink(path).catch(() => '');
  return target.startsWith('/dev/pts/');
}

/** Removes the link of a former line; real devices and other files are never touched. */
async function removeStaleLine(path: string): Promise<void> {
  if (await isLine(path)) await rm(path, { force: true });
}
