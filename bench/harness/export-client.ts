import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { ADMIN, type BenchGateway } from './gateway.js';

export type ExportType = 'text/csv' | 'application/x-ndjson';

export interface WindowMs {
  readonly startMs: number;
  readonly endMs: number;
}

/** An export from the oldest row on, as it comes over the network. */
export async function openExport(
  gateway: BenchGateway,
  type: ExportType,
  { startMs, endMs }: WindowMs,
): Promise<IncomingMessage> {
  const address = `${gateway.url}/api/v1/passings?order=asc&start_time_ms=${startMs}&end_time_ms=${endMs}`;
  const request = get(address, { headers: { ...ADMIN, accept: type } });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the export was answered with ${answer.statusCode}`);
  return answer;
}

/** Takes it and does nothing with it; how many bytes it was. */
export async function drain(answer: IncomingMessage): Promise<number> {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(answer, 'end');
  return bytes;
}
