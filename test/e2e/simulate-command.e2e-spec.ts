import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Told {
  readonly event: string;
  readonly last_number: number;
}

describe('coachlink simulate', () => {
  let simulate: ChildProcess | undefined;
  afterEach(() => simulate?.kill());

  it('--restart-numbering switches its decoder off and on, and is reachable past the numbers of before', async () => {
    simulate = spawn(
      process.execPath,
      [
        'bin/coachlink.mjs',
        'simulate',
        '--port',
        '0',
        '--speed',
        '100',
        '--restart-numbering',
        '1',
        '--json',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const told: Told[] = [];
    if (simulate.stdout === null) throw new Error('it has no output');
    for await (const line of createInterface(simulate.stdout)) {
      told.push(JSON.parse(line) as Told);
      if (told.at(-1)?.event === 'reachable') break;
    }
    const [started, off, reachable] = told;
    expect([started?.event, off?.event]).toEqual(['started', 'switched_off']);
    expect(off?.last_number).toBeGreaterThan(1);
    expect(reachable?.last_number).toBeGreaterThan(off?.last_number ?? Infinity);
  }, 60_000);
});
