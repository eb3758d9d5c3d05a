import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { PROTOCOLS } from '#decoder';
import { startTestGateway, type TestGateway, until } from './gateway.fixture.js';
import { toy } from './toy.protocol.js';

const NOW_US = Date.now() * 1000;
const LINES = `1 102758186 ${NOW_US - 2_000_000}\nno passing\n2 102758186 ${NOW_US - 1_000_000}\n`;

describe('a protocol that the gateway was not made for', () => {
  let decoder: Server;
  let gateway: TestGateway;

  beforeAll(async () => {
    PROTOCOLS.push(toy);
    decoder = createServer((socket) => {
      // Records are cut anywhere, as on a network.
      for (const byte of Buffer.from(LINES)) socket.write(Buffer.of(byte));
    }).listen(0, '127.0.0.1');
    await once(decoder, 'listening');
    const { port } = decoder.address() as { port: number };
    gateway = await startTestGateway(`line=toy+tcp://127.0.0.1:${port}?loop=7`);
  }, 60_000);
  afterAll(async () => {
    await gateway.stop();
    decoder.close();
    PROTOCOLS.pop();
  });

  it('goes from its URL to POST /passings', async () => {
    const passings = await until('both passings', async () => {
      const { body } = await gateway.ask('POST', '/passings', { limit: 10 });
      const { passings: found } = body as { passings: unknown[] };
      return found.length === 2 ? found : undefined;
    });
    expect(passings).toMatchObject([
      { decoder_id: 'line', loop_id: 7, passing_number: 2, transponderid: 'FL-94890' },
      { decoder_id: 'line', loop_id: 7, passing_number: 1, transponderid: 'FL-94890' },
    ]);
  }, 60_000);

  it('is told of as any decoder: rejected bytes, no more certainty than there is, and that it is recorded', async () => {
    const decoder = await until('it is known that it cannot send again', async () => {
      const { body } = await gateway.ask('GET', '/decoders/line');
      return (body as { completeness: string }).completeness === 'unknown' ? body : undefined;
    });
    expect(decoder).toMatchObject({
      protocol: 'toy',
      kind: 'x2_decoder',
      state: 'connected',
      records: 2,
      rejected: { no_passing: 1 },
      recorder: { state: 'recording' },
    });
  }, 60_000);

  it('is not asked a command that its decoders do not know', async () => {
    const { body } = await gateway.ask('POST', '/commands/audit', { commands: ['20'], decoder_id: 'line' });
    expect(body).toMatchObject({
      results: [{ status: 'unsupported', error: 'decoders of toy do not know PING' }],
    });
  });

  it('names what is possible where its URL is wrong', async () => {
    const { status, body } = await gateway.ask('POST', '/decoders', {
      decoder_id: 'wrong',
      url: 'toy+serial:///dev/ttyUSB0',
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('toy has tcp');
  });
});
