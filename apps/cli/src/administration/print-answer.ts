/** Of a list, for people; without them all that a cell can show. */
export type Columns = readonly string[];

/** An answer as JSON on one line, or as lines for people: `name  value`, and a list as a table. */
export function printAnswer(
  answer: Readonly<Record<string, unknown>>,
  isJson: boolean,
  columns?: Columns,
): void {
  process.stdout.write(isJson ? `${JSON.stringify(answer)}\n` : `${linesOf(answer, columns).join('\n')}\n`);
}

export function linesOf(answer: Readonly<Record<string, unknown>>, columns?: Columns): string[] {
  const list = Object.values(answer).find(Array.isArray) as Record<string, unknown>[] | undefined;
  const isList = list !== undefined && 'count' in answer;
  return isList ? tableOf(list, columns) : fieldsOf(answer);
}

function tableOf(rows: readonly Readonly<Record<string, unknown>>[], columns?: Columns): string[] {
  const [first] = rows;
  if (first === undefined) return ['none'];
  const names =
    columns ?? Object.keys(first).filter((name) => typeof first[name] !== 'object' || isWords(first[name]));
  const cells = [names, ...rows.map((row) => names.map((name) => textOf(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function fieldsOf(answer: Readonly<Record<string, unknown>>): string[] {
  const fields = Object.entries(answer).filter(([name, value]) => name !== 'success' && isPlain(value));
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`);
}

const isWords = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
const isPlain = (value: unknown): boolean => typeof value !== 'object' || isWords(value);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
