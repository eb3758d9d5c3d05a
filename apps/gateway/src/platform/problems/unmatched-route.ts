import { METHODS } from 'node:http';
import type { Request } from 'express';
import { Problem } from './problem.js';

/** The part of the router that knows the methods of a path. */
interface RouteLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean | undefined>> };
  match(path: string): boolean;
}

/** Returns the problem of a request that no route took: 405 where its path has other methods, else 404. */
export function unmatchedRoute(request: Request): Problem {
  const methods = methodsOf(request);
  if (methods.length > 0 && !methods.includes(request.method)) {
    const allow = methods.join(', ');
    return new Problem({
      status: 405,
      reason: 'route.method_not_allowed',
      message: `This route does not take ${request.method}. It takes ${allow}.`,
      details: { allow: methods },
      headers: { Allow: allow },
    });
  }
  return new Problem({
    status: 404,
    reason: 'route.unknown',
    message: 'There is nothing at this address. The routes of the API are listed at /docs.',
  });
}

function methodsOf(request: Request): string[] {
  const { stack } = request.app.router as unknown as { readonly stack: readonly RouteLayer[] };
  const path = `${request.baseUrl}${request.path}`;
  const methods = new Set<string>();
  for (const layer of stack) {
    if (layer.route === undefined || !layer.match(path)) continue;
    const taken = Object.keys(layer.route.methods);
    // A layer that takes every method is one of the framework's own catch-alls.
    if (taken.length >= METHODS.length) continue;
    for (const method of taken) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
