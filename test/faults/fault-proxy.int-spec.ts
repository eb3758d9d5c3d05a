import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { type Break, BREAKS } from '../support/line-conditions.js';

/** One end of a line through the proxy, and the bytes that it receives. */
interface End {
  readonly socket: Socket;
  readonly chunks: Buffer[];
  /** Resolves to the code of an error, or to `end`. */
  readonly gone: Promise<string>;
}

function end(socket: Socket): End {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const gone = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.on('close', () => {
      resolve('end');
    });
  });
  return { socket, chunks, gone };
}

const heard = ({ chunks }: End): string => Buffer.concat(chunks).toString();

async function untilHeard(place: End, bytes: number): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (heard(place).length < bytes) {
    if (performance.now() > deadlineMs) throw new Error(`heard but ${heard(place).length} of ${bytes} bytes`);
    await delay(1);
  }
}

describe(FaultProxy.name, () => {
  let server: Server;
  let proxy: FaultProxy;
  let ends: End[];

  beforeEach(async () => {
    ends = [];
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await FaultProxy.open((server.address() as AddressInfo).port, seededRandom(5));
  });

  afterEach(async () => {
    for (const { socket } of ends) socket.destroy();
    await proxy.close();
    server.close();
  });

  async function line(): Promise<{ client: End; server: End }> {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = end(connect(proxy.port, '127.0.0.1'));
    const [socket] = await accepted;
    const both = { client, server: end(socket) };
    ends.push(both.client, both.server);
    return both;
  }

  it('passes all bytes both ways, and the end behind the last of them', async () => {
    const { client, server: far } = await line();
    const much = 'passing '.repeat(100_000);
    far.socket.end(much);
    client.socket.write('resend');
    await untilHeard(client, much.length);
    await untilHeard(far, 6);
    expect(heard(client)).toBe(much);
    expect(heard(far)).toBe('resend');
    expect(await client.gone).toBe('end');
  });

  it('is late, in pieces and slow, and keeps the order', async () => {
    const { client, server: far } = await line();
    const text = Array.from({ length: 200 }, (_, at) => `${at},`).join('');
    proxy.set({ latencyMs: 50, mostPieceBytes: 7 });
    const beginMs = performance.now();
    far.socket.write(text);
    await untilHeard(client, text.length);
    expect(performance.now() - beginMs).toBeGreaterThanOrEqual(49);
    expect(heard(client)).toBe(text);
    expect(client.chunks.length).toBeGreaterThan(20);

    proxy.set({ bytesPerSecond: 5000, mostPieceBytes: 100 });
    const slowMs = performance.now();
    far.socket.write(text);
    await untilHeard(client, 2 * text.length);
    expect(performance.now() - slowMs).toBeGreaterThan((text.length / 5000) * 900);

    proxy.set({});
    far.socket.write(text);
    await untilHeard(client, 3 * text.length);
    expect(heard(client)).toBe(text.repeat(3));
  });

  it.each<[Break, string, string]>([
    ['close', 'end', 'end'],
    ['reset_client', 'ECONNRESET', 'end'],
    ['reset_server', 'end', 'ECONNRESET'],
    ['no_replies', 'ECONNRESET', 'ECONNRESET'],
  ])('%s is told to each end as it is, and others may come', async (how, client, server) => {
    const both = await line();
    proxy.break(how);
    expect(await both.client.gone).toBe(client);
    expect(await both.server.gone).toBe(server);
    const again = await line();
    again.server.socket.write('hello');
    await untilHeard(again.client, 5);
  });

  it.each(BREAKS)('%s comes behind just so many bytes, counted over all lines', async (how) => {
    const [first, second] = [await line(), await line()];
    const broken = proxy.breakAfter(1000, 'to_client', how);
    first.server.socket.write('x'.repeat(600));
    await untilHeard(first.client, 600);
    second.client.socket.write('the other direction does not count'.repeat(100));
    second.server.socket.write('y'.repeat(600));
    await broken;
    await untilHeard(second.client, 400);
    first.server.socket.write('z');
    await untilHeard(first.client, 601);
    expect(heard(second.client)).toBe('y'.repeat(400));
  });

  it('lets requests through while their answers vanish', async () => {
    const { client, server: far } = await line();
    await Promise.all([untilHeard(far, 3), Promise.resolve(client.socket.write('set'))]);
    void proxy.breakAfter(1, 'to_server', 'no_replies');
    client.socket.write('set');
    await untilHeard(far, 6);
    far.socket.write('OK');
    expect(await client.gone).toBe('ECONNRESET');
    expect(heard(client)).toBe('');
  });

  it('half-open swallows both directions and tells nobody, until the client gives up', async () => {
    const { client, server: far } = await line();
    proxy.break('half_open');
    client.socket.write('ping');
    far.socket.write('passing');
    await delay(50);
    far.socket.destroy();
    await delay(50);
    expect(heard(client) + heard(far)).toBe('');
    expect(client.socket.readyState).toBe('open');
    client.socket.destroy();
    while (proxy.foundAfterMs.length === 0) await delay(1);
    expect(proxy.foundAfterMs[0]).toBeGreaterThanOrEqual(99);
  });

  it('resets the client where there is no server', async () => {
    server.close();
    const client = end(connect(proxy.port, '127.0.0.1'));
    ends.push(client);
    expect(await client.gone).toBe('ECONNRESET');
  });
});
