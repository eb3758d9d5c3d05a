import { type Bar, type Bench, holds, median, outcome, type Row } from './row.js';

const HEADINGS = ['', 'ours', 'against', 'ratio', 'bar', ''] as const;

/** Returns the rows of a bench as a table for a terminal. */
export function table({ name, meaning }: Bench, rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [`\n${name}: ${meaning}`, ...lines, ''].join('\n');
}

function cellsOf(row: Row): readonly string[] {
  const { what, unit, ours, against, bar } = row;
  return [
    what,
    `${short(median(ours.repeats))} ${unit}`,
    against === undefined ? '' : `${against.what} ${short(median(against.repeats))} ${unit}`,
    against === undefined ? '' : outcome(row).toPrecision(3),
    bar === undefined ? '' : barText(bar),
    bar === undefined ? '' : holds(row) ? 'holds' : 'FALLS SHORT',
  ];
}

export function barText(bar: Bar): string {
  return 'least' in bar ? `>= ${short(bar.least)}` : `<= ${short(bar.most)}`;
}

/** Returns a number with three significant digits, and thousands apart. */
export function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 });
}
