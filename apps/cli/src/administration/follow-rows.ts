/** A row of the feed. */
export interface FollowedRow {
  readonly transponderid: string | null;
  readonly rtc_time: number;
  readonly rtc_time_us: string;
  readonly decoder_id: string;
  readonly loop_id: number;
  readonly passing_number: number | null;
  readonly signal_strength: number | null;
  readonly hits: number | null;
  readonly received_at: number;
  readonly flags: readonly string[];
}

/** Widths of the columns: rows come one by one, so that the longest is not known. */
const COLUMNS = [
  ['time', 27],
  ['transponder', 12],
  ['decoder', 14],
  ['loop', 4],
  ['number', 10],
  ['strength', 8],
  ['hits', 4],
  ['', 0],
] as const;

export function followHeader(): string {
  return lineOf(COLUMNS.map(([name]) => name));
}

/** Returns the row as a line; what came late says by how much. */
export function followLine(row: FollowedRow): string {
  const lateS = Math.round((row.received_at - row.rtc_time) / 1000);
  const notes = [...(lateS >= LATE_S ? [`${lateS} s late`] : []), ...row.flags];
  return lineOf([
    new Date(row.rtc_time).toISOString().replace('T', ' ').replace('Z', ' UTC'),
    row.transponderid ?? '-',
    row.decoder_id,
    String(row.loop_id),
    String(row.passing_number ?? '-'),
    String(row.signal_strength ?? '-'),
    String(row.hits ?? '-'),
    notes.join(', '),
  ]);
}

/** Returns the values that tell a passing from all others. */
export function identityOf({ decoder_id, passing_number, rtc_time_us, transponderid }: FollowedRow): string {
  return JSON.stringify([decoder_id, passing_number, rtc_time_us, transponderid]);
}

/** Seconds from which a passing is called late. */
const LATE_S = 5;

function lineOf(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(COLUMNS[column]?.[1] ?? 0))
    .join('  ')
    .trimEnd();
}
