import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { encodeRecord } from '#p3';
import { startTestGateway, until } from './gateway.fixture.js';

const CODE_ID = 0x0a;
/** Codes of one rider in a field of fixed width, as decoders fill it, and of no rider. */
const CODES = ['FL-94890', 'FL-94890\0\0\0', 'FL-94890   ', 'fl-94890\0x', '\0\0\0\0\0\0\0\0', '        '];

const nowUs = Date.now() * 1000;
const wire = Buffer.concat(
  CODES.map((code, at) =>
    encodeRecord(
      'PASSING',
      { passingNumber: 1 + at, rtcTimeUs: nowUs - 60_000_000 + at * 1000 },
      { version: 2, raw: [{ id: CODE_ID, bytes: Buffer.from(code, 'latin1') }] },
    ),
  ),
);

describe('codes in a field of fixed width', () => {
  it('are one rider however they are padded, and nobody where there is nothing in them', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume().write(wire);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gateway = await startTestGateway(`finish=p3+tcp://127.0.0.1:${port}?clock=rtc`);
    try {
      const passings = await until('all of them are stored', async () => {
        const { body } = await gateway.ask('POST', '/passings', { order: 'asc' });
        const found = (body as { passings: { transponderid: string | null }[] }).passings;
        return found.length === CODES.length ? found : undefined;
      });
      const rider = 'FL-94890';
      expect(passings.map(({ transponderid }) => transponderid)).toEqual([
        ...[rider, rider, rider, rider],
        ...[null, null],
      ]);
      const { body: sessions } = await gateway.ask('POST', '/transponders/sessions', { hours: 1 });
      expect(sessions).toMatchObject({ count: 1, sessions: [{ transponderid: rider, passing_count: 4 }] });
      const { body: active } = await gateway.ask('GET', '/transponders/active?minutes=10');
      expect(active).toMatchObject({ active_transponders: 1 });
    } finally {
      await gateway.stop();
      server.close();
    }
  }, 60_000);
});
