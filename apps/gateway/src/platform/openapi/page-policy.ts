import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { CLOSED_POLICY } from '../http/closed-policy.js';

/** A page says which of its own styles are its own; nothing else that is written into it counts. */
export function pagePolicy(html: string): string {
  const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g), ...html.matchAll(/ style="([^"]*)"/g)];
  return [
    CLOSED_POLICY,
    "script-src 'self'",
    `style-src 'self' 'unsafe-hashes' ${styles.map(([, style = '']) => sourceOf(style)).join(' ')}`,
    "img-src 'self' data:",
    "connect-src 'self'",
  ].join('; ');
}

/** Allows what stands in a page itself, to the letter. */
export const sourceOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Gives each page its policy, as it is sent. */
export function withPagePolicy(_request: Request, response: Response, next: NextFunction): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    if (typeof body === 'string' && body.includes('<html'))
      response.set('Content-Security-Policy', pagePolicy(body));
    return send(body);
  };
  next();
}
