import type { Node } from './redis-url.js';

/** Longer than the two seconds within which a Sentinel that did not see the failover hears of it. */
const STALE_ANSWER_MS = 5000;

interface Switch {
  readonly from: Node;
  readonly to: Node;
  readonly atMs: number;
}

/** The last switch of masters that a Sentinel announced: corrects the answers of Sentinels that have not heard of it. */
export class SwitchedMasters {
  private last: Switch | undefined;

  constructor(private readonly name: string) {}

  /** Reads a message of `+switch-master`: name, old host and port, new host and port. False for another master's. */
  note(message: string, nowMs: number): boolean {
    const [name, fromHost, fromPort, toHost, toPort] = message.split(' ');
    if (name !== this.name || fromHost === undefined || toHost === undefined) return false;
    this.last = {
      from: { host: fromHost, port: Number(fromPort) },
      to: { host: toHost, port: Number(toPort) },
      atMs: nowMs,
    };
    return true;
  }

  /** Returns the new master for the address of the old one, null for any other address. */
  correct(address: string, nowMs: number): Node | null {
    const { last } = this;
    if (last === undefined || nowMs - last.atMs > STALE_ANSWER_MS) return null;
    return address === `${last.from.host}:${last.from.port}` ? last.to : null;
  }
}
