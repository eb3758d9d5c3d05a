import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SENDER = fileURLToPath(new URL('burst-sender.js', import.meta.url));

/** Four decoders in a process of their own that send at full speed. */
export class BurstTrack {
  private constructor(
    private readonly sender: ChildProcess,
    readonly ports: readonly number[],
  ) {}

  static async open(): Promise<BurstTrack> {
    const sender = fork(SENDER, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [ports] = (await once(sender, 'message')) as [number[]];
    return new BurstTrack(sender, ports);
  }

  /** Prepares the next passings of each decoder. */
  async prepare(firstNumber: number, count: number, seed: number): Promise<void> {
    await this.told({ firstNumber, count, seed });
  }

  async send(): Promise<void> {
    await this.told({});
  }

  close(): void {
    this.sender.disconnect();
  }

  private async told(order: object): Promise<void> {
    const done = once(this.sender, 'message');
    this.sender.send(order);
    await done;
  }
}
