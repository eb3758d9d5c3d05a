import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StreamCrowdOrder, StreamCrowdTale } from './stream-crowd-process.js';

const PROCESS = fileURLToPath(new URL('stream-crowd-process.js', import.meta.url));

/** Readers of streams in a process of their own. */
export class StreamCrowd {
  private readonly process: ChildProcess = fork(PROCESS);

  constructor(order: StreamCrowdOrder) {
    this.process.send(order);
  }

  async leave(): Promise<StreamCrowdTale> {
    const told = once(this.process, 'message');
    this.process.send('leave');
    const [tale] = (await told) as [StreamCrowdTale];
    return tale;
  }
}
