import { checksumText } from './checksum.js';

/** A passing as the decoder reports it. */
export interface SentPassing {
  readonly channel: 'STA' | 'BOX' | 'MAN';
  readonly transponder: number;
  /** Microseconds since midnight. */
  readonly timeOfDayUs: number;
  readonly level: number;
  /** 1 in order, 2 low, 3 faulty. */
  readonly battery: number;
}

export function encodePassing({
  channel,
  transponder,
  timeOfDayUs,
  level,
  battery,
}: SentPassing): Uint8Array {
  const content = `${channel} ${digits(transponder, 6)} ${timeText(timeOfDayUs)} ${digits(level, 2)} 01 ${battery} `;
  return Buffer.from(`<${content}${checksumText(content)}>\r\n`, 'latin1');
}

/** Returns a time of day as the decoder writes it, in whole milliseconds. */
function timeText(us: number): string {
  const ms = Math.floor(us / 1000);
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((value) =>
    digits(Math.floor(value), 2),
  );
  return `${hours}:${minutes}'${seconds}"${digits(ms % 1000, 3)}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
