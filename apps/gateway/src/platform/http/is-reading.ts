import type { IncomingMessage } from 'node:http';

/** HEAD is a GET whose answer has no body: whatever holds for the one holds for the other (RFC 9110 9.3.2). */
export const isReading = ({ method }: Pick<IncomingMessage, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD';
