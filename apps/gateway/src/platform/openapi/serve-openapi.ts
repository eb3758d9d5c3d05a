import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { tagDocument } from '../http/entity-tag.js';
import { isReading } from '../http/is-reading.js';
import { sendWhole } from '../http/whole-files.js';
import { buildDocument } from './build-document.js';
import { withPagePolicy } from './page-policy.js';
import { foldingErrors, offering, type ShownCredentials, takingTokens } from './page-script.js';

const DOCUMENTS = /^\/(docs|openapi\.(json|yaml))$/;

/**
 * `/docs`, `/openapi.json` and `/openapi.yaml`, built at the first request, with nothing from elsewhere. `shown`: by scheme, what
 * a demo made and printed, to be filled in by a button.
 */
export function serveOpenApi(app: NestExpressApplication, apiPrefix: string, shown?: ShownCredentials): void {
  app.use('/docs', toOneAddress, sendWhole, withPagePolicy);
  app.use(DOCUMENTS, tagDocument);
  // Of a demo it has credentials in it.
  if (shown === undefined) app.use('/docs/swagger-ui-init.js', tagDocument);
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
      filter: true,
      deepLinking: true,
      // The models are a list of their own at the end: there when they are opened.
      defaultModelsExpandDepth: 0,
      ...foldingErrors(),
      ...takingTokens(),
      ...(shown === undefined ? {} : { shown, ...offering() }),
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
