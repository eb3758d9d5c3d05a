import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of `redis-server` or `valkey-server`, where one of them is on the PATH. */
export function findRedisServer(path: string): string | undefined {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter)) {
      const candidate = join(folder, name);
      if (folder !== '' && isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
