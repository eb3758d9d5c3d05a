import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialLink } from '#decoder';
import { SerialCable } from '../support/serial-cable.js';

describe(SerialCable.name, () => {
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-cable-'));
  const decoders: Socket[] = [];
  let server: Server;
  let cable: SerialCable;

  beforeAll(async () => {
    server = createServer((socket) => decoders.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cable = new SerialCable(join(folder, 'decoder'), (server.address() as AddressInfo).port);
  });

  afterAll(async () => {
    await cable.pullOut();
    for (const decoder of decoders) decoder.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('is a device while it is in, over which the decoder is heard, and none while it is out', async () => {
    for (let time = 1; time <= 2; time++) {
      await cable.plugIn();
      const line = await new SerialLink(cable.path, 115_200).open();
      while (decoders.length < time) await once(server, 'connection');
      decoders.at(-1)?.write('passing');
      const [heard] = (await once(line, 'data')) as [Buffer];
      expect(heard.toString()).toBe('passing');
      const gone = once(line, 'close');
      await cable.pullOut();
      expect(existsSync(cable.path)).toBe(false);
      await gone;
    }
  });
});
