import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { tagDocument } from '../http/entity-tag.js';
import { isReading } from '../http/is-reading.js';
import { sendWhole } from '../http/whole-files.js';
import { buildDocument } from './build-document.js';
import { withPagePolicy } from './page-policy.js';
import { foldingErrors, offering, type ShownCredentials, intercepting } from './page-script.js';

const DOCUMENTS = /^\/(docs|openapi\.(json|yaml))$/;

/**
 * Serves `/docs`, `/openapi.json` and `/openapi.yaml`, built at the first request, without any file from elsewhere. `shown`: the
 * credentials that a demo made and printed, by scheme, for a button that fills them in.
 */
export function serveOpenApi(app: NestExpressApplication, apiPrefix: string, shown?: ShownCredentials): void {
  app.use('/docs', toOneAddress, sendWhole, withPagePolicy);
  app.use(DOCUMENTS, tagDocument);
  // The script of a demo has credentials in it, so that no client may keep it.
  if (shown === undefined) app.use('/docs/swagger-ui-init.js', tagDocument);
  SwaggerModule.setup('docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    patchDocumentOnRequest: (request, _response, document) =>
      servedAt(request as Request, document, apiPrefix),
    customSiteTitle: 'CoachLINK REST API',
    swaggerOptions: {
      // Leaves out the bar above the page, which has only a logo.
      layout: 'BaseLayout',
      displayRequestDuration: true,
      tryItOutEnabled: true,
      filter: true,
      deepLinking: true,
      // The models are a list of their own at the end, folded.
      defaultModelsExpandDepth: 0,
      ...foldingErrors(),
      ...intercepting(),
      ...(shown === undefined ? {} : { shown, ...offering() }),
    },
  });
}

/** Redirects to `/docs`: the page asks for files relative to its address, so that it has a single one. */
function toOneAddress(request: Request, response: Response, next: NextFunction): void {
  const isOther = /\/docs\/(index\.html)?(\?|$)/.test(request.originalUrl);
  if (isOther && isReading(request)) response.redirect('../docs');
  else next();
}

/** Moves the server up as many folders as the document lies deeper under the prefix of the API. */
function servedAt({ originalUrl }: Request, document: OpenAPIObject, apiPrefix: string): OpenAPIObject {
  if (!originalUrl.startsWith(`/${apiPrefix}/`)) return document;
  const url = apiPrefix.replace(/[^/]+/g, '..');
  return { ...document, servers: (document.servers ?? []).map((server) => ({ ...server, url })) };
}
