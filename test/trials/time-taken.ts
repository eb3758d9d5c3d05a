import { Agent, request } from 'node:http';
import type { Random } from '../../apps/simulator/src/track/random.js';
import { percentile } from './percentiles.js';

export interface Probe {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Compared {
  readonly samples: number;
  readonly medianMs: readonly [number, number];
  /** Ratio of the medians: 1 where the two kinds cannot be told apart. */
  readonly ratio: number;
  readonly statuses: readonly number[];
}

/** Measures the times of two kinds of requests, asked in a random order over one connection. */
export async function compareTimes(
  port: number,
  random: Random,
  samples: number,
  kinds: readonly [(sample: number) => Probe, (sample: number) => Probe],
): Promise<Compared> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const tookMs: [number[], number[]] = [[], []];
  const statuses = new Set<number>();
  const warmUp = Math.min(20, samples);
  try {
    for (let sample = -warmUp; sample < samples; sample++) {
      const first = random() < 0.5 ? 0 : 1;
      for (const kind of [first, 1 - first] as const) {
        const { status, ms } = await ask(agent, port, kinds[kind === 0 ? 0 : 1](sample + warmUp));
        statuses.add(status);
        if (sample >= 0) tookMs[kind === 0 ? 0 : 1].push(ms);
      }
    }
  } finally {
    agent.destroy();
  }
  const medianMs = [percentile(tookMs[0], 50), percentile(tookMs[1], 50)] as const;
  return { samples, medianMs, ratio: medianMs[0] / medianMs[1], statuses: [...statuses] };
}

function ask(
  agent: Agent,
  port: number,
  { path, headers, body }: Probe,
): Promise<{ status: number; ms: number }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const beginMs = performance.now();
    const typed =
      text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': text.length };
    const outgoing = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: text === undefined ? 'GET' : 'POST',
        path,
        headers: { ...headers, ...typed },
      },
      (response) => {
        response.resume().on('end', () => {
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - beginMs });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}
