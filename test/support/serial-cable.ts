import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 5000;

/**
 * A serial line to a decoder that listens on TCP: its bytes wait for a slow reader, as with flow control, and are lost
 * while the cable is out. The device exists only while the cable is in.
 */
export class SerialCable {
  private socat: ChildProcess | undefined;

  constructor(
    readonly path: string,
    private readonly decoderPort: number,
  ) {}

  async plugIn(): Promise<void> {
    const socat = spawn(
      'socat',
      [`pty,raw,echo=0,link=${this.path}`, `tcp:127.0.0.1:${this.decoderPort},nodelay`],
      { stdio: 'ignore' },
    );
    this.socat = socat;
    // The line hangs up when its reader closes it; the device comes back while the cable is in.
    socat.once('exit', () => {
      if (this.socat === socat) void this.plugIn();
    });
    const endMs = performance.now() + DEADLINE_MS;
    while (!existsSync(this.path)) {
      if (performance.now() > endMs) throw new Error(`socat made no serial line at ${this.path}`);
      await delay(5);
    }
  }

  async pullOut(): Promise<void> {
    const { socat } = this;
    this.socat = undefined;
    if (socat?.exitCode !== null || socat.signalCode !== null) return;
    const gone = once(socat, 'exit');
    socat.kill('SIGKILL');
    await gone;
    rmSync(this.path, { force: true });
  }
}
