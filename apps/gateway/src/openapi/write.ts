import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module.js';
import { APP_OPTIONS, configureRoutes } from '../app.setup.js';
import { readEnvironment } from '../config/environment.js';
import { buildDocument } from './build-document.js';

const FILE = join(import.meta.dirname, '../../../../../openapi.json');

/** Writes openapi.json at the root, or with --check fails where the file there is not what the code says. */
async function main(isCheck: boolean): Promise<void> {
  const text = await documentText();
  if (!isCheck) {
    await writeFile(FILE, text);
    return;
  }
  const written = await readFile(FILE, 'utf8').catch(() => '');
  if (written === text) return;
  process.stderr.write(
    'openapi.json is not what the code says: run `npm run openapi` and commit the file.\n',
  );
  process.exitCode = 1;
}

/** In preview the routes are there and nothing is started: no Redis, no decoder. */
async function documentText(): Promise<string> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(readEnvironment({}), ''), {
    ...APP_OPTIONS,
    preview: true,
    logger: ['error'],
  });
  configureRoutes(app);
  return `${JSON.stringify(buildDocument(app), null, 2)}\n`;
}

await main(process.argv.includes('--check'));
