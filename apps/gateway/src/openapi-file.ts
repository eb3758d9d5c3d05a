import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureRoutes } from './app.setup.js';
import { readEnvironment } from './platform/config/environment.js';
import { buildDocument } from './platform/openapi/build-document.js';

/** Returns the text of openapi.json. The preview has the routes and starts no part: no Redis, no decoder. */
export async function documentText(): Promise<string> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(readEnvironment({}), ''), {
    ...APP_OPTIONS,
    preview: true,
    logger: ['error'],
  });
  configureRoutes(app);
  return `${JSON.stringify(buildDocument(app), null, 2)}\n`;
}
