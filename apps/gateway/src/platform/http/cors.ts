import type { NestExpressApplication } from '@nestjs/platform-express';

/** The headers that a page of these origins may send; there are no cookies here. */
const SENT = [
  'x-api-key',
  'x-api-secret',
  'x-device-id',
  'x-device-secret',
  'authorization',
  'content-type',
  'accept',
  'last-event-id',
  'idempotency-key',
  'if-none-match',
];
/** The headers that such a page may read. */
const READ = ['Retry-After', 'WWW-Authenticate', 'Content-Disposition', 'ETag'];
const REMEMBERED_S = 600;

/** Lets pages of these origins ask, and of no other. Without any, no answer has a header of CORS. */
export function allowOrigins(app: NestExpressApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: SENT,
    exposedHeaders: READ,
    credentials: false,
    maxAge: REMEMBERED_S,
  });
}
