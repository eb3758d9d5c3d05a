import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialCable } from '../support/serial-cable.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { RssWatch } from './rss-watch.js';
import { IS_FULL, Trial } from './trial.js';

const MOST_RSS_MB = 256;
/** Number of good frames, each after a malformed one; half of them over TCP, half over serial lines. */
const FRAMES = IS_FULL ? 1_000_000 : 8000;
const BLOCK = 2000;

describe('malformed frames mixed 1:1 with good ones, over TCP and serial lines', () => {
  let trial: Trial;
  afterEach(() => trial.end(), 60_000);

  it('costs no good one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-cables-'));
    const cables: SerialCable[] = [];
    let decoders = 0;
    trial = await Trial.start({
      reachDecoder: async (port) => {
        if (decoders++ % 2 === 0) return `tcp://127.0.0.1:${port}`;
        const cable = new SerialCable(join(folder, `decoder${decoders}`), port);
        cables.push(cable);
        await cable.plugIn();
        return `serial://${cable.path}`;
      },
    });
    const memory = new RssWatch(trial.gateway);
    try {
      for (const { faults } of trial.simulator.decoders) faults.set({ malformed: 1 });
      for (let frames = 0; frames < FRAMES; frames += BLOCK) {
        trial.report(BLOCK);
        // A block at a time tries the gateway, and not the capacity of the simulator.
        await trial.settled(60_000);
      }
      const { firstMb: rssFirstMb, mostMb: rssMostMb } = memory;
      const compared = await trial.compare();
      const rejected = await trial.rejected();
      report('malformed frames', { frames: FRAMES, ...compared, rejected, rssFirstMb, rssMostMb });
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(rejected).toBeGreaterThanOrEqual(FRAMES);
      expect(rssMostMb).toBeLessThan(MOST_RSS_MB);
    } finally {
      memory.stop();
      for (const cable of cables) await cable.pullOut();
      rmSync(folder, { recursive: true });
    }
  }, 3_600_000);
});
