import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLineSimulator } from '#simulator';
import { heardOn } from '../../apps/cli/src/discovery/serial.js';

describe(heardOn.name, () => {
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-serial-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['p98', 'tranx2'])(
    'guesses %s by the lines that come on a serial port',
    async (protocol) => {
      const serialPath = join(folder, protocol);
      const simulator = await startLineSimulator({ protocol, riders: 0, serialPath, statusPeriodMs: 50 });
      const { guess, trouble } = await heardOn(serialPath, 600);
      await simulator.close();
      expect(trouble).toBeUndefined();
      expect(guess).toMatchObject({ protocol: { name: protocol }, baud: 9600 });
    },
    30_000,
  );

  it('says why a port cannot be listened to', async () => {
    const { guess, trouble } = await heardOn(join(folder, 'nothing'), 100);
    expect(guess).toBeUndefined();
    expect(trouble).toContain('there is no such device');
  });
});
