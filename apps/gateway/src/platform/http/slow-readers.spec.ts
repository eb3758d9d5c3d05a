import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { jest } from '@jest/globals';
import { packAnswers } from './packed-answers.js';
import { cutSlowReaders } from './slow-readers.js';

/** Packs to half of its size, which is still more than sockets hold. */
const LARGE = { text: randomBytes(12_000_000).toString('hex') };

describe(cutSlowReaders.name, () => {
  let server: Server;
  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
    const app = express();
    app.use(packAnswers);
    app.get('/', (_request, response) => {
      response.json(LARGE);
    });
    server = createServer(app);
    cutSlowReaders(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    jest.useRealTimers();
    server.close();
  });

  async function begun(accepts: string): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const outgoing = get({ host: '127.0.0.1', port, agent: false, headers: { 'Accept-Encoding': accepts } });
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return incoming;
  }

  it.each(['identity', 'gzip', 'br'])(
    'cuts off who does not take an answer: %s',
    async (accepts) => {
      const incoming = await begun(accepts);
      jest.advanceTimersByTime(12_000);
      expect(server.listening && (await connectionsOf(server))).toBe(1);
      jest.advanceTimersByTime(1000);
      incoming.resume();
      await expect(once(incoming, 'end')).rejects.toThrow('aborted');
      // The answer of 24 MB takes long to pack.
    },
    30_000,
  );
});

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
