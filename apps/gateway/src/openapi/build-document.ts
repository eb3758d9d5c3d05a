import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemResponse } from '../problems/problem.response.js';

const DESCRIPTION = `A gateway for transponder timing: what decoders report is kept, and answered for here.

Requests carry the pair \`x-api-key\` and \`x-api-secret\`. Times are milliseconds since 1970 UTC.
Every error has the shape of **ProblemResponse**; \`details.reason\` is a stable code for programs.`;

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The OpenAPI document of the routes of an application, the same text for the same routes. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('CoachLINK REST API')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addTag('passings', 'Every crossing of a loop')
    .addTag('transponders', 'Who was on the track, and when')
    .addTag('decoders', 'What listens to the loops')
    .addTag('health', 'For supervisors and load balancers')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The key of the pair.' },
      'ApiKey',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-secret', description: 'The secret of the pair.' },
      'ApiSecret',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Device-ID', description: 'The id of the device.' },
      'DeviceId',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Device-Secret', description: 'The secret of the device.' },
      'DeviceSecret',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The access token of a login on that device.' },
      'Bearer',
    )
    .addGlobalResponse({
      status: 500,
      description: 'Something unexpected happened; the log has it under `details.request_id`.',
      type: ProblemResponse,
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemResponse],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase())}_${method}`,
  });
  return sorted(document);
}

/** What a body does not know it refuses: the schemas say so too. */
function closed(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      return [name, /(Criteria|Input)$/.test(name) ? { ...schema, additionalProperties: false } : schema];
    }),
  );
}

/** Paths, schemas and answers by name; within a schema the order of the answer stays. */
function sorted(document: OpenAPIObject): OpenAPIObject {
  const { paths, components } = document;
  for (const path of Object.values(paths)) {
    for (const operation of [path.get, path.post, path.patch, path.put, path.delete]) {
      if (operation !== undefined) operation.responses = byName(operation.responses);
    }
  }
  return {
    ...document,
    paths: byName(paths),
    components: {
      ...components,
      schemas: byName(closed(components?.schemas ?? {})),
      securitySchemes: byName(components?.securitySchemes ?? {}),
    },
  };
}

function byName<Value>(object: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
