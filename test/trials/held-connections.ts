import { readFileSync } from 'node:fs';

const LOOK_MS = 100;
const ESTABLISHED = '01';

/** Times for which a server on this machine holds connections of one source, by the kernel's own list. */
export class HeldConnections {
  /** Times of the connections that are over. */
  readonly heldMs: number[] = [];
  most = 0;
  private readonly begunMs = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;

  /** `over` is called with the port of each connection that the server gave up. */
  constructor(port: number, source: string, over: (remotePort: number) => void) {
    this.timer = setInterval(() => {
      const nowMs = performance.now();
      const held = portsHeld(port, source);
      this.most = Math.max(this.most, held.size);
      for (const remotePort of held) if (!this.begunMs.has(remotePort)) this.begunMs.set(remotePort, nowMs);
      for (const [remotePort, begunMs] of this.begunMs) {
        if (held.has(remotePort)) continue;
        this.begunMs.delete(remotePort);
        this.heldMs.push(nowMs - begunMs);
        over(remotePort);
      }
    }, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Returns the ports of connections that a process holds: the kernel alone ends those without a process. */
function portsHeld(port: number, source: string): ReadonlySet<number> {
  const [local, remote] = [
    hex(port),
    source
      .split('.')
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase(),
  ];
  const held = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, from = '', to = '', state]) =>
        from.endsWith(`:${local}`) && to.startsWith(`${remote}:`) && state === ESTABLISHED,
    )
    .filter((fields) => fields[9] !== '0')
    .map(([, , to = '']) => parseInt(to.split(':')[1] ?? '', 16));
  return new Set(held);
}

const hex = (port: number): string => port.toString(16).padStart(4, '0').toUpperCase();
