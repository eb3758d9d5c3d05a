// Writes what follows from the routes: openapi.json, and the types of a client in clients/typescript/schema.d.ts.
// With --check it writes nothing, and fails where one of them is not what the code says.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { documentText } from '../dist/apps/gateway/src/openapi/document-text.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const document = await documentText();
const types = await openapiTypes(JSON.parse(document));

for (const [name, text] of [
  ['openapi.json', document],
  ['clients/typescript/schema.d.ts', `${COMMENT_HEADER}${astToString(types)}`],
]) {
  const file = join(root, name);
  if (!isCheck) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is not what the code says: run \`npm run openapi\` and commit the file.`);
    process.exitCode = 1;
  }
}
