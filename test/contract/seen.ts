import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder where scripts/test.mjs looks after the run for the documented answers that occurred. */
const folder = process.env.COACHLINK_CONTRACT_DIR;
const seen = new Set<string>();

export function remember(operationId: string, status: number): void {
  const line = `${operationId} ${status}`;
  if (folder === undefined || seen.has(line)) return;
  seen.add(line);
  appendFileSync(join(folder, `${process.pid}.seen`), `${line}\n`);
}
