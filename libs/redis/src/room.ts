import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LACKING: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'the disk quota of its user is used up',
};
const TRIED_BYTES = 65_536;

/** Returns why a folder takes no data until a person makes room; undefined where the error has another cause. */
export function lackOfRoom(folder: string, error: unknown): string | undefined {
  return LACKING[codeOf(error) ?? ''] ?? LACKING[triedCode(folder) ?? ''];
}

/** Returns an error of a file system, with what to do about it. */
export function folderTrouble(folder: string, error: unknown): unknown {
  // Node reports a folder that cannot be made there as a missing parent.
  if (codeOf(error) !== 'EROFS' && triedCode(folder) !== 'EROFS') return error;
  return new Error(
    `${folder} cannot be written, because its file system is read-only: mount it writable, or set COACHLINK_DATA_DIR`,
    { cause: error },
  );
}

/** Returns the error of a write: Redis says why it ended in a log, which cannot be written on a full disk either. */
function triedCode(folder: string): string | undefined {
  if (!existsSync(folder)) return folder === dirname(folder) ? undefined : triedCode(dirname(folder));
  const file = join(folder, '.room');
  try {
    writeFileSync(file, Buffer.alloc(TRIED_BYTES), { mode: 0o600 });
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    rmSync(file, { force: true });
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
