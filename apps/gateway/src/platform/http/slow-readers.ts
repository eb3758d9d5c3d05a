import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Time to take an answer that lies ready: even 10,000 rows fit through 2 Mbit/s in 12 seconds. It is counted in looks, each in
 * a turn of its own, so that time in which the gateway could not send is never held against the client.
 */
const LONGEST_HANDOVER_LOOKS = 12;
const LOOK_MS = 1000;

/**
 * Cuts off clients that do not take the answer that they asked for: it lies in memory until then. Files are sent in pieces,
 * each of which has as long.
 */
export function cutSlowReaders(server: Server): void {
  /** Looks at each answer since it lay ready. */
  const answering = new Map<ServerResponse, number>();
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    answering.set(response, 0);
    response.once('close', () => answering.delete(response));
  });
  const look = (): void => {
    for (const [response, looks] of answering) {
      if (!response.writableEnded) continue;
      answering.set(response, looks + 1);
      // The first look comes up to a whole period after the answer lay ready, so it is not counted.
      if (looks === LONGEST_HANDOVER_LOOKS) response.req.socket.destroy();
    }
  };
  const timer = setInterval(look, LOOK_MS).unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}
