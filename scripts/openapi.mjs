// Writes the files that follow from the routes: openapi.json, asyncapi.yaml, the types of a client, and the collections for
// Postman and Bruno. With --check it writes no file, and fails where one of them is outdated.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { stringify } from 'yaml';
import { asyncApiDocument } from '../dist/apps/gateway/src/asyncapi-document.js';
import { documentText } from '../dist/apps/gateway/src/openapi-file.js';
import { brunoCollection } from './collections/bruno.mjs';
import { postmanCollection } from './collections/postman.mjs';

const BRUNO = 'clients/bruno';
const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const text = await documentText();
const document = JSON.parse(text);

const files = new Map([
  ['openapi.json', text],
  ['asyncapi.yaml', stringify(asyncApiDocument(document), { aliasDuplicateObjects: false, lineWidth: 120 })],
  ['clients/typescript/schema.d.ts', `${COMMENT_HEADER}${astToString(await openapiTypes(document))}`],
  ['clients/postman/coachlink.postman_collection.json', postmanCollection(document)],
  ...Object.entries(brunoCollection(document)).map(([name, each]) => [`${BRUNO}/${name}`, each]),
]);

// Removes the request of a route that is gone.
for (const name of await namesIn(BRUNO)) if (!files.has(name)) files.set(name, undefined);

for (const [name, wanted] of files) {
  const file = join(root, name);
  if (isCheck) {
    if ((await readFile(file, 'utf8').catch(() => undefined)) === wanted) continue;
    console.error(`${name} is not what the code says: run \`npm run openapi\` and commit the file.`);
    process.exitCode = 1;
  } else if (wanted === undefined) {
    await rm(file);
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
  }
}

async function namesIn(folder) {
  const options = { recursive: true, withFileTypes: true };
  const entries = await readdir(join(root, folder), options).catch(() => []);
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(root.length));
}
