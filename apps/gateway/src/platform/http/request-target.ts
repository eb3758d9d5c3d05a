import type { IncomingMessage, Server } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problems/problem.js';

/** As a client sends it to a proxy; every server has to take it as well (RFC 9112 3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]+/i;
/** A name or an address, and a port. It may be empty, as some health checks send it. */
const HOST = /^(\[[0-9a-z:.%~_-]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]{0,5})?$/i;

/** The path and query of what a request line asks for, whichever form it has; of no form that is known, a path of nothing. */
export function originForm(target: string): string {
  const rest = target.replace(ABSOLUTE_FORM, '');
  return rest.startsWith('/') || rest === '*' ? rest : `/${rest}`;
}

/** Why the request must be refused for its Host header (RFC 9112 3.2), undefined where it is as it should be. */
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

/** Before the framework looks at a target: of one without a path it would make an answer of its own. */
export function readTargets(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    request.url = originForm(request.url ?? '/');
  });
}

/** Refuses what Node would refuse without a word, or not at all. */
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
