import { STATUS_CODES } from 'node:http';
import type { Problem } from '../problems/problem.js';
import { CLOSED_POLICY } from './closed-policy.js';
import { problemBody } from '../problems/problem-answer.js';

/** Returns an answer as bytes for a connection without a request that it could belong to. The connection ends with it. */
export function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problemBody(problem));
  const headers = Object.entries({ ...rawHeaders(body), ...problem.headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...headers, '', body].join(
    '\r\n',
  );
}

export function rawHeaders(body: string): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': CLOSED_POLICY,
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  };
}
