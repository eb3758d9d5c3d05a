import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** So long an answer may take that is under way at the end; a file for a slow reader is cut then, and he sees that. */
const LAST_ANSWERS_MS = 3000;

/**
 * Closes the application although clients go on asking. A page that asks each second never leaves its connection idle, and
 * the server waits for all of them: so each answer from now on is the last one of its connection.
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
