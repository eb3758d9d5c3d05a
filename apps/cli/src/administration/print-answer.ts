import { folded, tableOf } from './table.js';

const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/;
/** Names of moments in milliseconds: a number alone does not tell its unit. */
const MOMENT_NAME = /_(since|seen|at)$|^last_passing$/;

/** The layout of a list for people. */
export interface Layout {
  /** The columns; without them, all fields that a cell can show. */
  readonly columns?: readonly string[];
  /** Columns of ids that other commands take, beside the first. */
  readonly whole?: readonly string[];
  /** Fields whose texts stand below the table, a line for each row that has one. */
  readonly notes?: readonly string[];
  /** Shows all of each cell, however long the lines get. */
  readonly isWide?: boolean;
}

/** Prints an answer as JSON on one line, or as lines for people: `name  value`, and a list as a table. */
export function printAnswer(
  answer: Readonly<Record<string, unknown>>,
  isJson: boolean,
  layout: Layout = {},
): void {
  process.stdout.write(isJson ? `${JSON.stringify(answer)}\n` : `${linesOf(answer, layout).join('\n')}\n`);
}

export function linesOf(answer: Readonly<Record<string, unknown>>, layout: Layout = {}): string[] {
  const list = Object.values(answer).find(Array.isArray) as Record<string, unknown>[] | undefined;
  const isList = list !== undefined && 'count' in answer;
  return isList ? listOf(list, layout) : fieldsOf(answer);
}

function listOf(rows: readonly Readonly<Record<string, unknown>>[], layout: Layout): string[] {
  const [first] = rows;
  if (first === undefined) return ['none'];
  const { columns, whole = [], notes = [], isWide = false } = layout;
  const names =
    columns ?? Object.keys(first).filter((name) => typeof first[name] !== 'object' || isWords(first[name]));
  const cells = [names, ...rows.map((row) => names.map((name) => readable(name, row[name])))];
  const told = rows.flatMap((row) =>
    notes
      .flatMap((name) => row[name] ?? [])
      .map((note) => `${readable('', row[names[0] ?? ''])}: ${readable('', note)}`),
  );
  return [...tableOf(cells, isWide, whole), ...(isWide ? told : told.flatMap(folded))];
}

function fieldsOf(answer: Readonly<Record<string, unknown>>): string[] {
  const fields = Object.entries(answer).filter(([name, value]) => name !== 'success' && isPlain(value));
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${readable(name, value)}`);
}

/** Returns a value of an answer as people read it. */
export function readable(name: string, value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.join(',');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return momentOf(name, value) ?? text;
}

function momentOf(name: string, value: unknown): string | undefined {
  const isMoment = typeof value === 'number' && MOMENT_NAME.test(name);
  const text = isMoment ? new Date(value).toISOString() : String(value);
  const [, date, time] = MOMENT.exec(text) ?? [];
  return date === undefined || time === undefined ? undefined : `${date} ${time} UTC`;
}

const isWords = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
const isPlain = (value: unknown): boolean => typeof value !== 'object' || isWords(value);
