import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the file of `redis-server` or `valkey-server` in the folders of `searchPath` (the PATH), or undefined. */
export function findRedisServer(searchPath: string): string | undefined {
  return ['redis-server', 'valkey-server']
    .flatMap((name) =>
      searchPath
        .split(delimiter)
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, name)),
    )
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
