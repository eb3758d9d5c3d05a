/** Length of a line that a terminal and a mail take without breaking it. */
const MOST_CHARACTERS = 100;
const BETWEEN = '  ';
/** Narrowest width that a cell is cut to: a shorter text tells too little. */
const LEAST_WIDTH = 5;
const CUT = '…';

/**
 * Returns rows below each other, the first of them the names. Long cells are cut in the widest columns: in those of `whole` only
 * where the others are not enough, and never in the first, which other commands take.
 */
export function tableOf(
  cells: readonly (readonly string[])[],
  isWide: boolean,
  whole: readonly string[] = [],
): string[] {
  const wanted = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const isSpared = (cells[0] ?? []).map((name) => whole.includes(name));
  const widths = isWide ? wanted : fitting(wanted, isSpared);
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cut(cell, widths[column] ?? 0))
      .join(BETWEEN)
      .trimEnd(),
  );
  const isCut = widths.some((width, column) => width < (wanted[column] ?? 0));
  return isCut ? [...lines, `(${CUT} marks a value that is cut: --wide shows it whole)`] : lines;
}

function fitting(wanted: readonly number[], isSpared: readonly boolean[]): number[] {
  const widths = [...wanted];
  const most = MOST_CHARACTERS - BETWEEN.length * (widths.length - 1);
  let over = widths.reduce((sum, width) => sum + width, 0) - most;
  for (const mayBeCut of [(column: number) => isSpared[column] !== true, () => true]) {
    for (; over > 0; over--) {
      const others = widths.map((width, column) => (column > 0 && mayBeCut(column) ? width : 0));
      const widest = Math.max(...others);
      if (widest <= LEAST_WIDTH) break;
      widths[others.indexOf(widest)] = widest - 1;
    }
  }
  return widths;
}

function cut(cell: string, width: number): string {
  return cell.length <= width ? cell.padEnd(width) : `${cell.slice(0, width - 1)}${CUT}`;
}

/** Returns a sentence in lines of at most `MOST_CHARACTERS`, all but the first indented. */
export function folded(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > MOST_CHARACTERS) {
      lines.push(line);
      line = `${BETWEEN}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
