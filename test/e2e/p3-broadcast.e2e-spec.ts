import { createSocket, type Socket } from 'node:dgram';
import { decoderFrame } from '#p3';
import { freeUdpPort } from '../support/udp-port.js';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';

const PASSINGS = 200;
const DECODER_ID = 0x20f93;
const BEGIN_US = 1_700_000_000_000_000;

describe('a P3 decoder that tells everybody on the network', () => {
  let gateway: TestGateway;
  let decoder: Socket;
  afterEach(async () => {
    decoder.close();
    await gateway.stop();
  }, 60_000);

  it('is kept as it is heard, asked nothing, and called unknown', async () => {
    const port = await freeUdpPort();
    const asked: Buffer[] = [];
    decoder = createSocket('udp4');
    decoder.on('message', (bytes) => asked.push(bytes));
    gateway = await startTestGateway(`d=p3+udp://127.0.0.1:${port}?loop=4`);
    await until('it is open', async () => {
      const { body } = await gateway.ask('GET', '/decoders/d');
      return (body as { state: string }).state === 'connected' ? true : undefined;
    });
    const send = (frame: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        decoder.send(frame, port, '127.0.0.1', (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    await send(decoderFrame('STATUS', { noise: 30, decoderId: DECODER_ID }));
    for (let number = 1; number <= PASSINGS; number++) {
      const rtcTimeUs = BEGIN_US + number * 1000;
      const passing = {
        passingNumber: number,
        transponder: 5000 + number,
        rtcTimeUs,
        hits: 9,
        decoderId: DECODER_ID,
      };
      // A datagram may hold several records, and comes twice where a network has two ways.
      const frame = decoderFrame('PASSING', passing);
      await send(number % 10 === 0 ? Buffer.concat([frame, frame]) : frame);
      if (number % 20 === 0) await send(frame);
    }
    const rows = await until('all are stored', async () => {
      const query = { start_time_ms: 0, end_time_ms: Date.now() + 60_000, order: 'asc', limit: 1000 };
      const { body } = await gateway.ask('POST', '/passings', query);
      const { passings } = body as { passings: { passing_number: number; loop_id: number }[] };
      return passings.length >= PASSINGS ? passings : undefined;
    });
    expect(rows.map(({ passing_number: number }) => number)).toEqual(
      Array.from({ length: PASSINGS }, (_, at) => at + 1),
    );
    expect(new Set(rows.map(({ loop_id: loop }) => loop))).toEqual(new Set([4]));
    const { body } = await gateway.ask('GET', '/decoders/d');
    expect(body).toMatchObject({
      noise: 30,
      completeness: 'unknown',
      warnings: [],
      reported_decoder_id: '00020F93',
    });
    expect(asked).toEqual([]);
  }, 60_000);
});
