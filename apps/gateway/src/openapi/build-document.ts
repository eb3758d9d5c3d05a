import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemResponse } from '../problems/problem.response.js';
import { completeDocument } from './complete-document.js';

/** Relative to where the document is, so that it holds behind a proxy that adds a prefix. */
const SERVER_BESIDE_DOCUMENT = '.';

const DESCRIPTION = `A gateway for transponder timing: what decoders report is kept, and answered for here.

Machines send the pair \`x-api-key\` and \`x-api-secret\`. People log in: \`X-Device-ID\` and \`X-Device-Secret\` with
\`POST /auth/login\`, then the same two with \`Authorization: Bearer\`. Times are milliseconds since 1970 UTC.
Every error has the shape of **ProblemResponse**; \`details.reason\` is a stable code for programs.`;

/** The OpenAPI document of the routes of an application, the same text for the same routes. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('CoachLINK REST API')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(SERVER_BESIDE_DOCUMENT, 'The gateway that serves this document')
    .addTag('passings', 'Every crossing of a loop')
    .addTag('transponders', 'Who was on the track, and when')
    .addTag('decoders', 'What listens to the loops')
    .addTag('commands', 'Questions to the decoders, and a trail of them')
    .addTag('auth', 'Log in on a device, and out')
    .addTag('license', 'What this gateway may do')
    .addTag('admin', 'Devices, users, api keys and licences')
    .addTag('device', 'This gateway, as the people at the track see it')
    .addTag('system', 'The machine that it runs on')
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
    .build();
  config.info.contact = { name: 'The CoachLINK project' };
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemResponse],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase())}_${method}`,
  });
  return completeDocument(document);
}
