import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

type Headers = Readonly<Record<string, string>>;

/** Returns the part of a request that guards look at, each header sent once. */
export function requestWith(headers: Headers): Request {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { headers, headersDistinct } as unknown as Request;
}

export function contextOf(request: Request): ExecutionContext {
  return {
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
}
