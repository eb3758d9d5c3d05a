import type { IncomingMessage, Server } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problems/problem.js';

/** The form that clients send to a proxy; every server has to take it as well (RFC 9112 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]+/i;
/** A name or an address, and a port. Health checks may send an empty one. */
const HOST = /^(\[[0-9a-z:.%~_-]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]{0,5})?$/i;

/** Returns the path and query of a request line in any form; an unknown form becomes a path that no route has. */
export function originForm(target: string): string {
  const rest = target.replace(ABSOLUTE_FORM, '');
  return rest.startsWith('/') || rest === '*' ? rest : `/${rest}`;
}

/** Returns the fault of the Host header (RFC 9112 3.2); undefined where it is as it should be. */
export function hostFault({
  httpVersion,
  headersDistinct,
}: Pick<IncomingMessage, 'httpVersion' | 'headersDistinct'>): Problem | undefined {
  const [host, ...others] = headersDistinct.host ?? [];
  if (host === undefined)
    return Number(httpVersion) < 1.1
      ? undefined
      : refused('http.host_missing', 'is missing: HTTP/1.1 needs it');
  if (others.length > 0) return refused('http.host_repeated', 'is there more than once: send it once');
  return HOST.test(host)
    ? undefined
    : refused('http.host_invalid', 'is no name or address: send the one that you connect to');
}

/** Rewrites targets before the framework sees them: it answers one without a path by itself. */
export function readTargets(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    request.url = originForm(request.url ?? '/');
  });
}

/** Refuses a Host header that Node would refuse without a word, or would take. */
export function checkHost(request: Request, _response: Response, next: NextFunction): void {
  next(hostFault(request));
}

function refused(reason: string, message: string): Problem {
  return new Problem({
    status: 400,
    reason,
    message: `The request is not valid: the header Host ${message}.`,
    details: { fields: [{ field: 'Host', message }] },
    headers: { Connection: 'close' },
  });
}
