import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Of an answer that lies ready: even 10,000 rows fit through 2 Mbit/s in it. */
const LONGEST_HANDOVER_MS = 13_000;
const LOOK_MS = 1000;

/**
 * Cuts off whoever does not take the answer that was asked for: it lies in our memory until then. Files are sent in pieces,
 * each of which has as long.
 */
export function cutSlowReaders(server: Server): void {
  const answering = new Map<ServerResponse, number | undefined>();
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    answering.set(response, undefined);
    response.once('close', () => answering.delete(response));
  });
  const look = (): void => {
    const nowMs = performance.now();
    for (const [response, sinceMs] of answering) {
      if (!response.writableEnded) continue;
      if (sinceMs === undefined) answering.set(response, nowMs);
      else if (nowMs - sinceMs >= LONGEST_HANDOVER_MS - LOOK_MS) response.req.socket.destroy();
    }
  };
  const timer = setInterval(look, LOOK_MS).unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}
