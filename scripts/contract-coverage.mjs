import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the documented answers that did not occur, by the notes of the tests in a folder (test/contract/seen.ts). */
export function missingAnswers(documentFile, folder) {
  const { paths } = JSON.parse(readFileSync(documentFile, 'utf8'));
  const seen = new Set(
    readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n')),
  );
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId, responses }]) =>
      Object.keys(responses)
        .filter((status) => !seen.has(`${operationId} ${status}`))
        .map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
}
