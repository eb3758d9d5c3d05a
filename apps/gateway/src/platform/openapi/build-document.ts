import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemResponse } from '../problems/problem.response.js';
import { VERSION } from '#environment';
import { completeDocument } from './complete-document.js';
import { INTRODUCTION } from './introduction.js';
import { TAGS } from './tags.js';

/** Relative to the document's address, so that it holds behind a proxy that adds a prefix. */
const SERVER_BESIDE_DOCUMENT = '.';

const OF_PAIR =
  'Both go together, for programs: passings, sessions and counts, commands, system metrics, decoders and administration, ' +
  'each as far as the scopes of the pair go.';
const OF_DEVICE =
  'Both go together: alone for logging in and for a new access token, with a login for everything that a person may ask for.';
const OF_LOGIN =
  'The access token of a login on that device, with both headers of the device. On this page POST /auth/login puts it here.';

/** Returns the OpenAPI document of an application's routes, the same text for the same routes. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('CoachLINK REST API')
    .setDescription(INTRODUCTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(SERVER_BESIDE_DOCUMENT, 'The gateway that serves this document')
    .addApiKey(header('x-api-key', `The key of a pair. ${OF_PAIR}`), 'ApiKey')
    .addApiKey(header('x-api-secret', `The secret of the pair. ${OF_PAIR}`), 'ApiSecret')
    .addApiKey(header('X-Device-ID', `The id of a device. ${OF_DEVICE}`), 'DeviceId')
    .addApiKey(header('X-Device-Secret', `The secret of the device. ${OF_DEVICE}`), 'DeviceSecret')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: OF_LOGIN }, 'Bearer')
    .build();
  config.tags = Object.values(TAGS);
  config.info.contact = { name: 'The CoachLINK project' };
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemResponse],
    operationIdFactory: (_controller, method) => method,
  });
  return completeDocument(document);
}

const header = (name: string, description: string) =>
  ({ type: 'apiKey', in: 'header', name, description }) as const;
