/**
 * The usual program, as a process of its own: `usual-program.js REDIS_SOCKET PORT...`. A plain parser on each line, and
 * each passing as JSON in three sorted sets, in the batches that the client makes by itself.
 */
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { PlainParser, type PlainRecord } from './plain-parser.js';

const PASSING = 1;
const [path = '', ...ports] = process.argv.slice(2);
const redis = new Redis({ path, enableAutoPipelining: true });

for (const [at, port] of ports.entries()) {
  const parser = new PlainParser();
  connect(Number(port), '127.0.0.1').on('data', (chunk) => {
    for (const record of parser.push(chunk)) if (record.type === PASSING) keep(`d${at}`, record);
  });
}
process.send?.('ready');

function keep(decoder: string, { fields }: PlainRecord): void {
  const passing: Record<string, unknown> = { decoder };
  for (const { name, value } of fields) passing[name] = typeof value === 'bigint' ? Number(value) : value;
  const member = JSON.stringify(passing);
  const time = Number(passing.rtcTimeUs);
  void redis.zadd('passings', time, member);
  void redis.zadd(`passings:${String(passing.transponder)}`, time, member);
  void redis.zadd(`passings:of:${decoder}`, time, member);
}
