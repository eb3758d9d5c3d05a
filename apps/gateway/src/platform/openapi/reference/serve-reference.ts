import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { isReading } from '../../http/is-reading.js';
import { READER_FILE } from './reader-file.js';
import { referencePage, referencePolicy } from './reference-page.js';

/** Serves `/reference`: the same document as `/docs` in another reader, without any file from elsewhere. */
export function serveReference(app: NestExpressApplication): void {
  app.use('/reference', (request: Request, response: Response, next: NextFunction) => {
    if (!isReading(request)) next();
    else if (request.path === '/reader.js') response.sendFile(READER_FILE);
    else if (request.path !== '/') next();
    // The page asks for files relative to its address, so that it has a single address.
    else if (/\/reference\/(\?|$)/.test(request.originalUrl)) response.redirect('../reference');
    else sendPage(response);
  });
}

function sendPage(response: Response): void {
  const nonce = randomBytes(16).toString('base64');
  response.set('Content-Security-Policy', referencePolicy(nonce)).type('html').send(referencePage(nonce));
}
