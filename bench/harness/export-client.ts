import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { ADMIN, type BenchGateway } from './gateway.js';
import { takeFile } from './take-file.js';

export type ExportType = 'text/csv' | 'application/x-ndjson';

export interface WindowMs {
  readonly startMs: number;
  readonly endMs: number;
}

/** Returns the path of an export, oldest row first. */
function pathOf({ startMs, endMs }: WindowMs): string {
  return `/passings?order=asc&start_time_ms=${startMs}&end_time_ms=${endMs}`;
}

/** Opens an export for reading. */
export async function openExport(
  gateway: BenchGateway,
  type: ExportType,
  window: WindowMs,
): Promise<IncomingMessage> {
  const request = get(`${gateway.url}/api/v1${pathOf(window)}`, { headers: { ...ADMIN, accept: type } });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the export was answered with ${answer.statusCode}`);
  return answer;
}

/** Takes an export and drops it; resolves to its size in bytes. */
export function takeExport(gateway: BenchGateway, type: ExportType, window: WindowMs): Promise<number> {
  return takeFile(gateway.url, pathOf(window), { ...ADMIN, accept: type });
}
