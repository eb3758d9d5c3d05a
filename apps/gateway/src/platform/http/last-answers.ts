import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Time for answers that are under way at the end; a file for a slow reader is cut then, and its client sees that. */
const LAST_ANSWERS_MS = 3000;

/**
 * Closes the application although clients go on asking. The server waits for all connections, and that of a page that asks
 * each second is never idle: so each answer from now on is the last one of its connection.
 */
export async function closeWithLastAnswers(app: NestExpressApplication): Promise<void> {
  const server: Server = app.getHttpServer();
  server.prependListener('request', (_, response) => {
    response.shouldKeepAlive = false;
  });
  const cutting = setTimeout(() => {
    server.closeAllConnections();
  }, LAST_ANSWERS_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cutting);
  }
}
