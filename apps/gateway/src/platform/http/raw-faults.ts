import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../problems/problem.js';
import { problemBody } from '../problems/problem-answer.js';
import { rawAnswer, rawHeaders } from './raw-answer.js';

/** Answers faults below the level of requests, which Node would answer with an empty body, or not at all. */
export function answerRawFaults(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable || hasBegunAnswer(socket)) {
      socket.destroy();
      return;
    }
    socket.end(rawAnswer(problemOf(error.code)));
  });
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    const body = JSON.stringify(problemBody(expectationFailed()));
    response.writeHead(417, rawHeaders(body));
    response.end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(rawAnswer(isNoProxy()));
    socket.destroySoon();
  });
}

function hasBegunAnswer(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem({
        status: 431,
        reason: 'http.headers_too_large',
        message: 'The request line and headers together are larger than 16 kB: send fewer or shorter ones.',
      });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem({
        status: 413,
        reason: 'http.chunk_extensions_too_large',
        message: 'The extensions of the chunks of the body are larger than 16 kB: send it without them.',
      });
    case 'HPE_PAUSED_H2_UPGRADE':
      return new Problem({
        status: 505,
        reason: 'http.version_not_supported',
        message: 'HTTP/2 is not spoken here: ask in HTTP/1.1.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem({
        status: 408,
        reason: 'http.timeout',
        message: 'The request did not arrive whole in time: send it again.',
      });
    default:
      return new Problem({
        status: 400,
        reason: 'http.malformed',
        message: 'This is not a valid HTTP request.',
        details: { fields: [] },
      });
  }
}

/** A CONNECT names another server as its address, so that no other method would do instead. */
function isNoProxy(): Problem {
  return new Problem({
    status: 405,
    reason: 'route.method_not_allowed',
    message: 'This is no proxy: it does not take CONNECT.',
    details: { allow: [] },
    headers: { Allow: '' },
  });
}

function expectationFailed(): Problem {
  return new Problem({
    status: 417,
    reason: 'http.expectation_failed',
    message: 'Of the Expect header only 100-continue is understood.',
  });
}
