import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { limitSources, MOST_CONNECTIONS_OF_A_SOURCE, sourceOf } from './connections-per-source.js';

describe(sourceOf.name, () => {
  it.each([
    ['192.168.1.5', '192.168.1.5'],
    ['::ffff:192.168.1.5', '::ffff:192.168.1.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['fe80::1', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    [undefined, ''],
  ])('%s comes from %s', (address, source) => {
    expect(sourceOf({ remoteAddress: address })).toBe(source);
  });
});

describe(limitSources.name, () => {
  let server: Server;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('fine'));
    limitSources(server, true);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  async function open(localAddress: string): Promise<Socket> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    sockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }
  const answerTo = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('data', (data: Buffer) => {
        resolve(data.toString());
      });
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    });

  it('tells the one too many what is wrong, lets other sources in, and this one again when it closed one', async () => {
    const held: Socket[] = [];
    while (held.length < MOST_CONNECTIONS_OF_A_SOURCE) held.push(await open('127.0.0.2'));
    const refused = await answerTo(await open('127.0.0.2'));
    expect(refused).toMatch(/^HTTP\/1\.1 503 .*http\.too_many_connections/s);
    expect(refused).toMatch(/^Retry-After: 1\r$/m);
    expect(await answerTo(await open('127.0.0.3'))).toMatch(/^HTTP\/1\.1 200 /);
    held[0]?.destroy();
    // The server learns of the closed connection a moment later.
    for (let tries = 0; ; tries++) {
      const answer = await answerTo(await open('127.0.0.2'));
      if (answer.startsWith('HTTP/1.1 200 ')) break;
      expect(tries).toBeLessThan(100);
    }
  });
});
