import { barText, short } from '../harness/report.js';
import { holds, median, outcome, type Row } from '../harness/row.js';
import { LIMITS } from './limits.js';
import type { Result } from './results.js';

/** Returns docs/performance.md: the results, their meaning, and their limits. */
export function page(results: readonly Result[]): string {
  const [first] = results;
  if (first === undefined) throw new Error('there are no results: run `npm run bench` first');
  const { machine } = first;
  const commits = [...new Set(results.map((result) => result.machine.commit))].join(', ');
  return [
    '# How fast it is',
    '',
    'Written by `npm run bench -- document` from what `npm run bench` measured. Times and rates are the median of five or',
    'more repeats, in turn with the rival or the limit beside them; sizes and counts are measured once. Bench',
    'data comes from a seed and looks like years of a velodrome: four decoders with eight loops, 200 transponders, laps of',
    '15 s, some passings late, some twice.',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; ${machine.system}; Node ${machine.node}; commit ${commits}.`,
    '',
    '![How many times better than what most people would write](performance.svg)',
    '',
    ...results.flatMap(section),
    '## Where it ends',
    '',
    ...LIMITS.map((limit) => `- ${limit}`),
    '',
  ].join('\n');
}

function section({ name, meaning, rows }: Result): string[] {
  return [
    `## ${name}`,
    '',
    `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`,
    '',
    '| | ours | against | ratio | bar | |',
    '|---|---:|---:|---:|---:|---|',
    ...rows.map(line),
    '',
  ];
}

function line(row: Row): string {
  const { what, unit, ours, against, bar } = row;
  const cells = [
    what,
    `${short(median(ours.repeats))} ${unit}`,
    against === undefined ? '' : `${against.what}: ${short(median(against.repeats))} ${unit}`,
    against === undefined ? '' : outcome(row).toPrecision(3),
    bar === undefined ? '' : barText(bar).replace('>=', '≥').replace('<=', '≤'),
    bar === undefined ? '' : holds(row) ? 'holds' : '**falls short**',
  ];
  return `| ${cells.join(' | ')} |`;
}
