import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'express';
import { StreamAnswer } from './stream-answer.js';

const event = (number: number): Buffer =>
  Buffer.from(`id: a.${number}\ndata: ${JSON.stringify({ number, filling: 'x'.repeat(1000) })}\n\n`);

describe(StreamAnswer.name, () => {
  let server: Server;
  let response: IncomingMessage;
  let stream: StreamAnswer;
  let cuts = 0;

  beforeEach(async () => {
    server = createServer((_request, answer) => {
      // Express is not needed for it: only this of an answer is its own.
      const express = Object.assign(answer, { set: () => express }) as unknown as Response;
      stream = new StreamAnswer(express, () => cuts++);
      stream.begin('a.0');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const request = get({ port: (server.address() as AddressInfo).port });
    [response] = (await once(request, 'response')) as [IncomingMessage];
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  async function rest(): Promise<string> {
    let text = '';
    for await (const piece of response.setEncoding('utf8') as AsyncIterable<string>) text += piece;
    return text;
  }

  it('cuts a reader that does not read, which finds the words for it behind what it can still read', async () => {
    let number = 0;
    // Turns of the loop let the line take what it can.
    for (; !stream.signal.aborted; await new Promise((resolve) => setImmediate(resolve)))
      stream.events(event(++number));
    const blocks = (await rest()).split('\n\n').filter((block) => block !== '');
    expect(blocks.at(-1)).toMatch(/^event: end\ndata: {"reason":"feed.not_read","message":"More than 256 kB/);
    const read = blocks.slice(1, -1).map((block) => Number(/"number":(\d+)/.exec(block)?.[1]));
    expect(read).toEqual(Array.from({ length: read.length }, (_, at) => at + 1));
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThan(number);
    expect(cuts).toBe(1);
  });

  it('keeps what the line does not take at once, in order', async () => {
    const numbers = Array.from({ length: 200 }, (_, at) => at + 1);
    for (const number of numbers) stream.events(event(number));
    const text = rest();
    await stream.taken();
    stream.endAs('gateway.ends', 'over');
    const blocks = (await text).split('\n\n').filter((block) => block !== '');
    expect(blocks.slice(1, -1).map((block) => Number(/"number":(\d+)/.exec(block)?.[1]))).toEqual(numbers);
    expect(blocks.at(-1)).toContain('gateway.ends');
  });
});
