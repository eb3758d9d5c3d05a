import { ROW_NAMES, type RowLayout, type RowValue } from './row-layout.js';

const before = ROW_NAMES.map((name, at) => `${at === 0 ? '{' : ','}"${name}":`);
const text = (value: RowValue): string => JSON.stringify(value);

/** Rows as JSON, each a line of its own. */
export const JSON_LINES: RowLayout = { before, behind: '}\n', text };
/** Rows as the items of a JSON array; behind the last one is a comma too many. */
export const JSON_ITEMS: RowLayout = { before, behind: '},', text };
