import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { jest } from '@jest/globals';
import { RefusedAddress, WebhookPost } from './webhook-post.js';

describe(WebhookPost.name, () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const sockets: Socket[] = [];
  const posts: WebhookPost[] = [];

  beforeEach(async () => {
    answer = (_, response) => response.writeHead(204).end();
    server = createServer((request, response) => {
      request.resume().once('end', () => {
        answer(request, response);
      });
    });
    server.on('connection', (socket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const post of posts.splice(0)) post.close();
    sockets.length = 0;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const postTo = (host: string, isLocalAllowed = true): WebhookPost => {
    const { port } = server.address() as AddressInfo;
    const post = new WebhookPost(new URL(`http://${host}:${port}/`), isLocalAllowed);
    posts.push(post);
    return post;
  };
  const { signal } = new AbortController();

  it('posts JSON over one connection, with the headers given', async () => {
    const seen: IncomingMessage['headers'][] = [];
    answer = (request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'Retry-After': '7' }).end('thanks');
    };
    const post = postTo('127.0.0.1');
    for (let time = 0; time < 2; time++)
      expect(await post.post('{"é":1}', { 'webhook-id': 'msg_1' }, signal)).toEqual({
        statusCode: 200,
        retryAfterMs: 7000,
        location: undefined,
      });
    expect(sockets).toHaveLength(1);
    expect(seen[1]).toMatchObject({ 'webhook-id': 'msg_1', 'content-length': '8' });
    expect(seen[1]?.['user-agent']).toMatch(/^CoachLINK\/\d/);
  });

  it('posts once more where an idle connection was closed at that moment', async () => {
    const post = postTo('127.0.0.1');
    await post.post('{}', {}, signal);
    let calls = 0;
    answer = (request, response) => {
      if (calls++ === 0) request.socket.destroy();
      else response.writeHead(204).end();
    };
    expect((await post.post('{}', {}, signal)).statusCode).toBe(204);
    expect([calls, sockets.length]).toEqual([2, 2]);
  });

  it('gives up a receiver that does not answer, and reads no more than a little of one that does', async () => {
    jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort());
    answer = () => undefined;
    await expect(postTo('127.0.0.1').post('{}', {}, signal)).rejects.toThrow('no answer within 15 s');
    answer = (_, response) => {
      response.writeHead(200);
      const fill = (): void => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', fill);
      fill();
    };
    expect((await postTo('127.0.0.1').post('{}', {}, signal)).statusCode).toBe(200);
  });

  it('refuses this machine by its address, and by a name that leads there', async () => {
    for (const host of ['127.0.0.1', 'localhost'])
      await expect(postTo(host, false).post('{}', {}, signal)).rejects.toThrow(RefusedAddress);
    expect(sockets).toEqual([]);
  });
});
