import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { isReading } from '../http/is-reading.js';
import { buildDocument } from './build-document.js';
import { withPagePolicy } from './page-policy.js';

/** `/docs`, `/openapi.json` and `/openapi.yaml`, built at the first request, with nothing from elsewhere. */
export function serveOpenApi(app: NestExpressApplication, apiPrefix: string): void {
  app.use('/docs', toOneAddress, withPagePolicy);
  SwaggerModule.setup('docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    patchDocumentOnRequest: (request, _response, document) =>
      servedAt(request as Request, document, apiPrefix),
    customSiteTitle: 'CoachLINK REST API',
    swaggerOptions: {
      // Without the bar above the page, which has nothing but a logo.
      layout: 'BaseLayout',
      displayRequestDuration: true,
      tryItOutEnabled: true,
      ...keepingRefreshToken(),
    },
  });
}

/** What the page asks for is relative to its address: it has one. */
function toOneAddress(request: Request, response: Response, next: NextFunction): void {
  const isOther = /\/docs\/(index\.html)?(\?|$)/.test(request.originalUrl);
  if (isOther && isReading(request)) response.redirect('../docs');
  else next();
}

/** Under the prefix of the API the document lies deeper, and the server is as many folders further up. */
function servedAt({ originalUrl }: Request, document: OpenAPIObject, apiPrefix: string): OpenAPIObject {
  if (!originalUrl.startsWith(`/${apiPrefix}/`)) return document;
  const url = apiPrefix.replace(/[^/]+/g, '..');
  return { ...document, servers: (document.servers ?? []).map((server) => ({ ...server, url })) };
}

interface PageExchange {
  readonly url: string;
  readonly ok?: boolean;
  body?: unknown;
}

/**
 * No example can hold a refresh token that works: on the page the one of the last login takes its place. Both run in
 * the browser, as text, so that they know nothing but what is written in them.
 */
function keepingRefreshToken(): Readonly<Record<string, (exchange: PageExchange) => PageExchange>> {
  return {
    responseInterceptor: (response) => {
      const { refresh_token: token } = (response.body ?? {}) as { readonly refresh_token?: string };
      if (response.ok === true && token !== undefined) sessionStorage.setItem('refresh_token', token);
      return response;
    },
    requestInterceptor: (request) => {
      const token = sessionStorage.getItem('refresh_token');
      if (token !== null && request.url.endsWith('/auth/refresh') && typeof request.body === 'string') {
        request.body = request.body.replace('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln', token);
      }
      return request;
    },
  };
}

/** The page's own. */
declare const sessionStorage: {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
};
