import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import type { GatewayProcess } from './gateway-process.js';

const PAUSE_MS = 60;
const UNTIL = '2099-12-31T23:59:59Z';

interface Kind {
  readonly path: string;
  readonly list: string;
  readonly id: string;
  readonly body: (number: number) => object;
}

const KINDS: readonly Kind[] = [
  {
    path: '/admin/devices',
    list: 'devices',
    id: 'device_id',
    body: (number) => ({ name: `Box ${number}` }),
  },
  {
    path: '/admin/api-keys',
    list: 'api_keys',
    id: 'id',
    body: (number) => ({ name: `script ${number}`, scopes: ['passings:read'] }),
  },
  {
    path: '/admin/licenses',
    list: 'licenses',
    id: 'license_code',
    body: () => ({ features: ['x2_decoder'], device_limit: 1, valid_until: UNTIL }),
  },
  {
    path: '/admin/users',
    list: 'users',
    id: 'id',
    body: (number) => ({
      email: `rider${number}@example.com`,
      password: `a long password ${number}`,
      first_name: 'A',
      last_name: 'B',
      role: 'coach',
    }),
  },
  {
    path: '/decoders',
    list: 'decoders',
    id: 'decoder_id',
    body: (number) => ({ decoder_id: `x${number}`, url: 'p3+tcp://127.0.0.1:9?loop=9' }),
  },
];

export interface AdminOutcome {
  readonly confirmed: number;
  /** Writes that were answered 201 and are gone at the end, or lack their entry in the audit trail. */
  readonly lostWrites: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly slowestWriteMs: number;
}

/** An administrator who writes all the time: each write that was answered 201 has to be there at the end. */
export class AdminWrites {
  private readonly confirmed = KINDS.map(() => new Set<string>());
  private readonly refused: Record<string, number> = {};
  private slowestMs = 0;
  private isEnding = false;
  private readonly running: Promise<void>;

  constructor(private readonly gateway: GatewayProcess) {
    this.running = this.run();
  }

  async end(): Promise<AdminOutcome> {
    this.isEnding = true;
    await this.running;
    let lostWrites = 0;
    const noted = await this.all('/admin/audit', 'entries', ({ what }) => (what as { id: string }).id);
    for (const [at, { path, list, id }] of KINDS.entries()) {
      const kept = await this.all(path, list, (each) => String(each[id]));
      for (const each of this.confirmed[at] ?? []) {
        if (kept.has(each) && noted.has(each)) continue;
        lostWrites++;
        const lost = kept.has(each) ? 'its entry in the audit trail' : 'all of it';
        process.stdout.write(`lost of ${path}: ${each}, ${lost}\n`);
      }
    }
    const confirmed = this.confirmed.reduce((sum, each) => sum + each.size, 0);
    return { confirmed, lostWrites, refused: this.refused, slowestWriteMs: Math.round(this.slowestMs) };
  }

  /** Returns the ids of every page of a list. */
  private async all(
    path: string,
    list: string,
    idOf: (row: Record<string, unknown>) => string,
  ): Promise<Set<string>> {
    const ids = new Set<string>();
    for (let cursor = ''; ;) {
      const answer = await this.gateway.until(`the list ${path}`, () =>
        this.gateway.ask('GET', `${path}${cursor}`),
      );
      for (const row of answer[list] as Record<string, unknown>[]) ids.add(idOf(row));
      if (typeof answer.next_cursor !== 'string') return ids;
      cursor = `?cursor=${answer.next_cursor}`;
    }
  }

  private async run(): Promise<void> {
    for (let number = 0; !this.isEnding; number++) {
      // Passwords are rare, because each costs a second of work, and so are decoders, whose number is limited.
      const kind = number % 40 === 3 ? 3 : number % 40 === 4 && number < 400 ? 4 : number % 3;
      await this.write(kind, number);
      await delay(PAUSE_MS);
    }
  }

  private async write(at: number, number: number): Promise<void> {
    const kind = KINDS[at];
    if (kind === undefined) return;
    const beganMs = performance.now();
    let outcome: string;
    try {
      const response = await fetch(`http://127.0.0.1:${this.gateway.port}/api/v1${kind.path}`, {
        method: 'POST',
        headers: { ...CREDENTIALS, 'content-type': 'application/json' },
        body: JSON.stringify(kind.body(number)),
        signal: AbortSignal.timeout(10_000),
      });
      const answer = (await response.json()) as Record<string, unknown> & { details?: { reason?: string } };
      if (response.status === 201) this.confirmed[at]?.add(String(answer[kind.id]));
      outcome = response.status === 201 ? '' : `${response.status} ${String(answer.details?.reason)}`;
    } catch (error) {
      outcome = error instanceof Error ? error.name : 'failed';
    }
    this.slowestMs = Math.max(this.slowestMs, performance.now() - beganMs);
    if (outcome !== '') this.refused[outcome] = (this.refused[outcome] ?? 0) + 1;
  }
}
