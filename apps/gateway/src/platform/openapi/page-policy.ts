import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { CLOSED_POLICY } from '../http/closed-policy.js';

/** Returns a policy that allows the page's own styles by their hashes, and no other text that is written into the page. */
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

/** Returns the source that allows exactly this text within a page. */
export const sourceOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Gives each page its policy as it is sent. */
export function withPagePolicy(_request: Request, response: Response, next: NextFunction): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    if (typeof body === 'string' && body.includes('<html'))
      response.set('Content-Security-Policy', pagePolicy(body));
    return send(body);
  };
  next();
}
