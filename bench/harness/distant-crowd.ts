import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CrowdOrder, CrowdTale } from './crowd-process.js';

const PROCESS = fileURLToPath(new URL('crowd-process.js', import.meta.url));

/** Clients in a process of their own. */
export class DistantCrowd {
  private readonly process: ChildProcess = fork(PROCESS);

  constructor(order: CrowdOrder) {
    this.process.send(order);
  }

  async leave(): Promise<CrowdTale> {
    const told = once(this.process, 'message');
    this.process.send('leave');
    const [tale] = (await told) as [CrowdTale];
    return tale;
  }
}
