import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchGateway } from './harness/gateway.js';
import type { Bench } from './harness/row.js';

const STARTS = 5;

export const startBench: Bench = {
  name: 'start',
  meaning:
    'how long `npm start` takes until it answers, with its own Redis, when everything is installed and built',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const seconds: number[] = [];
    try {
      for (let start = 1; start <= STARTS; start++) {
        tell(`start ${start} of ${STARTS}`);
        const gateway = await BenchGateway.start({ COACHLINK_DATA_DIR: folder, COACHLINK_DEMO: 'on' }, [
          'npm',
          'start',
        ]);
        seconds.push(gateway.readyAfterMs / 1000);
        await gateway.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return [
      {
        what: 'npm start until ready',
        unit: 's',
        ours: { what: 'ours', repeats: seconds },
        bar: { most: 5 },
      },
    ];
  },
};
