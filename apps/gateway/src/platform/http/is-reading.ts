import type { IncomingMessage } from 'node:http';

/** Whether a request is a GET or a HEAD, whose answer only lacks the body of the GET (RFC 9110 9.3.2). */
export const isReading = ({ method }: Pick<IncomingMessage, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD';
