import { mkdirSync, writeFileSync } from 'node:fs';
import { writeDocument } from './document/write.js';
import { exportBench } from './export.bench.js';
import { thisMachine } from './harness/machine.js';
import { table } from './harness/report.js';
import { type Bench, holds } from './harness/row.js';
import { clientsBench } from './clients.bench.js';
import { feedBench } from './feed.bench.js';
import { httpBench } from './http.bench.js';
import { keyBench } from './key.bench.js';
import { latencyBench } from './latency.bench.js';
import { parserBench } from './parser.bench.js';
import { queriesBench } from './queries.bench.js';
import { restBench } from './rest.bench.js';
import { sizeBench } from './size.bench.js';
import { startBench } from './start.bench.js';
import { storingBench } from './storing.bench.js';
import { wholeWayBench } from './whole-way.bench.js';

const BENCHES: readonly Bench[] = [
  parserBench,
  storingBench,
  wholeWayBench,
  latencyBench,
  sizeBench,
  queriesBench,
  httpBench,
  keyBench,
  clientsBench,
  exportBench,
  feedBench,
  restBench,
  startBench,
];
const RESULTS = '.bench';

async function main(names: readonly string[]): Promise<number> {
  if (names.length === 1 && names[0] === 'document') {
    writeDocument(
      RESULTS,
      BENCHES.map(({ name }) => name),
    );
    return 0;
  }
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `there is no bench ${unknown.join(', ')}; there are ${BENCHES.map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const machine = thisMachine();
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, commit ${machine.commit}\n`,
  );
  mkdirSync(RESULTS, { recursive: true });
  let short = 0;
  for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const rows = await bench.run((progress) => process.stderr.write(`${bench.name}: ${progress}\n`));
    const { name, meaning } = bench;
    writeFileSync(
      `${RESULTS}/${name}.json`,
      `${JSON.stringify({ name, meaning, machine, rows }, null, 2)}\n`,
    );
    process.stdout.write(table(bench, rows));
    short += rows.filter((row) => !holds(row)).length;
  }
  process.stdout.write(short === 0 ? '\nevery bar holds\n' : `\n${short} bars are not reached\n`);
  return short === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
