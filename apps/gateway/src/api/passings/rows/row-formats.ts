import { isoTimes } from './iso-times.js';
import { JSON_LINES, ROW_NAMES, type RowLayout, type RowValue } from './row-layout.js';

/** A kind of file that passings are exported as. */
export interface ExportFormat {
  /** Media type in the header Accept. */
  readonly mediaType: string;
  readonly contentType: string;
  /** Extension of the file's name. */
  readonly extension: string;
  readonly header: string;
  readonly layout: RowLayout;
}

const NEEDS_QUOTES = /[",\r\n]/;

/** Writes a value by RFC 4180. A value that was not reported is an empty field; an empty text is `""`. */
function csvText(value: RowValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : value.join(' ');
  const isBare = typeof value === 'string' ? text !== '' && !NEEDS_QUOTES.test(text) : true;
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Options of a CSV. */
export interface CsvOptions {
  /** IANA name of the zone whose times are in a further column. */
  readonly timeZone?: string;
  /** Begins with a byte order mark, by which Excel knows UTF-8. */
  readonly hasMark?: boolean;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Layout of a CSV: the values of a row first, in the order in which scripts know them. */
export function csvWith({ timeZone, hasMark = false }: CsvOptions): ExportFormat {
  const names = [...ROW_NAMES, 'time', ...(timeZone === undefined ? [] : ['local_time'])];
  return {
    mediaType: 'text/csv',
    contentType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    header: `${hasMark ? BYTE_ORDER_MARK : ''}${names.join(',')}\r\n`,
    layout: {
      before: ROW_NAMES.map((_, at) => (at === 0 ? '' : ',')),
      behind: '\r\n',
      text: csvText,
      times: isoTimes(timeZone),
      optional: new Set(),
    },
  };
}

export const CSV = csvWith({});

/** Each line has a JSON row as in `passings[]`. */
export const NDJSON: ExportFormat = {
  mediaType: 'application/x-ndjson',
  contentType: 'application/x-ndjson',
  extension: 'ndjson',
  header: '',
  layout: JSON_LINES,
};

export const EXPORT_FORMATS = [CSV, NDJSON] as const;

export function formatOf(mediaType: string): ExportFormat | undefined {
  return EXPORT_FORMATS.find((each) => each.mediaType === mediaType);
}
