import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { linkFor, parseDecoderUrl } from '#decoder';
import { freePort } from '../support/redis-on-port.js';

const open = (url: string): Promise<Duplex> =>
  linkFor(parseDecoderUrl(url)).open(new AbortController().signal);

async function textOn(line: Duplex, length: number): Promise<string> {
  let text = '';
  for await (const bytes of line) {
    text += String(bytes);
    if (text.length >= length) break;
  }
  return text;
}

describe('a bridge over a WebSocket', () => {
  let server: WebSocketServer;
  let url: string;
  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    url = `ammc+ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  it('is a stream of lines, a line each message', async () => {
    server.on('connection', (socket) => {
      socket.send('{\n "a": 1\r\n}');
      socket.send(Buffer.from('{"b":2}'));
    });
    const line = await open(url);
    const expected = '{  "a": 1  }\n{"b":2}\n';
    expect(await textOn(line, expected.length)).toBe(expected);
  });

  it('ends when the bridge does', async () => {
    server.on('connection', (socket) => {
      socket.close();
    });
    const line = await open(url);
    line.resume();
    await once(line, 'close');
    expect(line.destroyed).toBe(true);
  });

  it('gives every line that came before the bridge ended, however late it is read', async () => {
    const count = 20;
    const closed = new Promise<void>((resolve) => {
      server.on('connection', (socket) => {
        socket.on('close', () => {
          resolve();
        });
        for (let each = 0; each < count; each++) socket.send(`{"number":${each}}`);
        socket.close();
      });
    });
    const line = await open(url);
    await closed;
    await delay(100);
    let lines = 0;
    for await (const bytes of line) lines += String(bytes).split('\n').length - 1;
    expect(lines).toBe(count);
  });

  it('lets the bridge go when it is given up', async () => {
    const connected = once(server, 'connection');
    const line = await open(url);
    const [socket] = (await connected) as [{ once: (event: string, hear: () => void) => void }];
    const gone = new Promise<void>((resolve) => {
      socket.once('close', resolve);
    });
    line.destroy();
    await gone;
  });

  it('says in words what is wrong: nobody there, or no WebSocket', async () => {
    await expect(open(`ammc+ws://127.0.0.1:${await freePort()}`)).rejects.toThrow(/connection refused/);
    const web = createServer((_, response) => {
      response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    await expect(open(`ammc+ws://127.0.0.1:${port}/nothing`)).rejects.toThrow(
      /127.0.0.1:[0-9]+\/nothing: no WebSocket answers there/,
    );
    web.close();
  });
});

describe('decoders that send datagrams', () => {
  let decoder: Socket;
  beforeEach(async () => {
    decoder = createSocket('udp4').bind(0, '127.0.0.1');
    await once(decoder, 'listening');
  });
  afterEach(() => {
    decoder.close();
  });

  it('are heard, and answered where they sent from', async () => {
    const port = await freePort();
    const line = await open(`thbc+udp://:${port}`);
    decoder.send('<1>\r\n', port, '127.0.0.1');
    expect(await textOnce(line)).toBe('<1>\r\n');
    const answered = once(decoder, 'message');
    line.write(Buffer.of(0x1b, 0x11));
    expect(((await answered) as [Buffer])[0]).toEqual(Buffer.of(0x1b, 0x11));
    line.destroy();
  });

  it('are heard from their own address only, where one is given', async () => {
    const port = await freePort();
    const line = await open(`thbc+udp://127.0.0.2:${port}`);
    const other = createSocket('udp4').bind(0, '127.0.0.2');
    await once(other, 'listening');
    decoder.send('a stranger', port, '127.0.0.1');
    other.send('the decoder', port, '127.0.0.1');
    expect(await textOnce(line)).toBe('the decoder');
    other.close();
    line.destroy();
  });
});

it('a decoder that has a name is heard by its address', async () => {
  const port = await freePort();
  const line = await open(`thbc+udp://localhost:${port}`);
  const decoder = createSocket('udp4').bind(0, '127.0.0.1');
  await once(decoder, 'listening');
  decoder.send('<1>', port, '127.0.0.1');
  expect(await textOnce(line)).toBe('<1>');
  decoder.close();
  line.destroy();
});

async function textOnce(line: Duplex): Promise<string> {
  const [bytes] = (await once(line, 'data')) as [Buffer];
  return bytes.toString();
}
