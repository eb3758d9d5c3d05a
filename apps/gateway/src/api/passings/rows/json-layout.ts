import { ROW_NAMES, type RowLayout, type RowName, type RowValue } from './row-layout.js';

const before = ROW_NAMES.map((name, at) => `${at === 0 ? '{' : ','}"${name}":`);
const text = (value: RowValue): string => JSON.stringify(value);
const optional: ReadonlySet<RowName> = new Set(['rtc_time_alternative_us']);

/** Rows as JSON, each a line of its own. */
export const JSON_LINES: RowLayout = { before, behind: '}\n', text, optional };
/** Rows as the items of a JSON array; the last one has a comma too many. */
export const JSON_ITEMS: RowLayout = { before, behind: '},', text, optional };
