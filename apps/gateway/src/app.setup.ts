import type { Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { GatewayConfig } from './platform/config/gateway-config.js';
import { allowOrigins } from './platform/http/cors.js';
import { AUTH_BODY_LIMIT_BYTES, AUTH_PATH, BODY_LIMIT_BYTES } from './platform/http/body-limits.js';
import { jsonBody } from './platform/http/json-body.js';
import { parseQuery } from './platform/http/query-parser.js';
import { CLOSED_POLICY } from './platform/http/closed-policy.js';
import { answerRawFaults } from './platform/http/raw-faults.js';
import { checkHost, readTargets } from './platform/http/request-target.js';
import { ignoreAnyTag } from './platform/http/entity-tag.js';
import { packAnswers } from './platform/http/packed-answers.js';
import { cutSlowReaders } from './platform/http/slow-readers.js';
import { limitSources } from './platform/http/connections-per-source.js';
import type { ShownCredentials } from './platform/openapi/page-script.js';
import { serveReference } from './platform/openapi/reference/serve-reference.js';
import { serveOpenApi } from './platform/openapi/serve-openapi.js';
import { sendProblem } from './platform/problems/problem-answer.js';
import { unmatchedRoute } from './platform/problems/unmatched-route.js';

export const API_PREFIX = 'api/v1';
const OUTSIDE_THE_PREFIX = ['health/live', 'health/ready', 'metrics', '/'];
const SHORT_ADDRESSES = new RegExp(`^/${API_PREFIX}/(docs|reference|health|openapi\\.(json|yaml))(?=[/?]|$)`);

/** Options to create the application with: `jsonBody` reads bodies, never the framework's own parser. */
export const APP_OPTIONS = { bodyParser: false } as const;

/** Sets the paths of the routes: the one thing that the served application and the OpenAPI document share. */
export function configureRoutes(app: NestExpressApplication): void {
  app.setGlobalPrefix(API_PREFIX, { exclude: OUTSIDE_THE_PREFIX });
}

/** Makes an application ready to listen, the same for the gateway and its tests. */
export async function configureApp(app: NestExpressApplication, shown?: ShownCredentials): Promise<void> {
  configureRoutes(app);
  limitServer(app.getHttpServer());

  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', parseQuery);
  allowOrigins(app, app.get(GatewayConfig, { strict: false }).corsOrigins);
  app.use(answerHeaders);
  app.use(checkHost);
  app.use(packAnswers, ignoreAnyTag);
  app.use(underThePrefixToo);
  app.use(AUTH_PATH, jsonBody(AUTH_BODY_LIMIT_BYTES));
  app.use(jsonBody(BODY_LIMIT_BYTES));
  serveOpenApi(app, API_PREFIX, shown);
  serveReference(app);

  await app.init();
  // The framework answers unknown routes under its prefix only.
  app.use((request: Request, response: Response) => {
    sendProblem(response, unmatchedRoute(request));
  });
}

function limitServer(server: Server): void {
  const limits = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1000 };
  // `checkHost` refuses a request without Host: Node would do it without a reason.
  Object.assign(server, { ...limits, requireHostHeader: false });
  readTargets(server);
  answerRawFaults(server);
  limitSources(server, !(server instanceof HttpsServer));
  cutSlowReaders(server);
}

/** Serves documentation and health, which have short addresses, under the prefix of the API as well. */
function underThePrefixToo(request: Request, _response: Response, next: NextFunction): void {
  if (SHORT_ADDRESSES.test(request.url)) request.url = request.url.slice(API_PREFIX.length + 1);
  next();
}

function answerHeaders(request: Request, response: Response, next: NextFunction): void {
  response.set('X-Content-Type-Options', 'nosniff');
  // A closed policy for all answers; pages replace it by one of their own.
  response.set('Content-Security-Policy', CLOSED_POLICY);
  response.set('Referrer-Policy', 'no-referrer');
  if (request.secure) response.set('Strict-Transport-Security', 'max-age=31536000');
  // The files of the documentation pages are large and the same for everybody.
  if (!/^\/(docs|reference)/.test(request.path)) response.set('Cache-Control', 'no-store');
  next();
}
