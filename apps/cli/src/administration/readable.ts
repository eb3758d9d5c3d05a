const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/;
/** Names of moments in milliseconds: a number alone does not tell its unit. */
const MOMENT_NAME = /_(since|seen|at)$|^last_passing$/;

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
