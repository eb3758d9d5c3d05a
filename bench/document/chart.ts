import { outcome, type Row } from '../harness/row.js';

const WIDTH = 980;
const LABEL_WIDTH = 480;
const BAR_HEIGHT = 20;
const ROW_HEIGHT = 32;
const TOP = 56;
const BOTTOM = 34;

export interface Better {
  readonly label: string;
  readonly times: number;
}

/** Returns the ratio to a rival, where a row has one; a limit is no rival. */
export function betterThanRival(row: Row): Better | undefined {
  const { against, bar, what } = row;
  if (against === undefined || bar === undefined) return undefined;
  const ratio = outcome(row);
  const [rival = ''] = against.what.split(/,| at /);
  const label = `${what} (${rival})`;
  if ('least' in bar && bar.least > 1) return { label, times: ratio };
  if ('most' in bar && bar.most < 1) return { label, times: 1 / ratio };
  return undefined;
}

/** Draws bars on a scale of powers of ten. */
export function chart(title: string, bars: readonly Better[]): string {
  const most = 10 ** Math.ceil(Math.log10(Math.max(10, ...bars.map(({ times }) => times))));
  const room = WIDTH - LABEL_WIDTH - 90;
  const length = (times: number): number => (Math.log10(Math.max(1, times)) / Math.log10(most)) * room;
  const height = TOP + bars.length * ROW_HEIGHT + BOTTOM;
  const lines: string[] = [];
  for (let tick = 1; tick <= most; tick *= 10) {
    const x = LABEL_WIDTH + length(tick);
    lines.push(
      `<line x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${height - BOTTOM + 4}" class="grid"/>`,
      `<text x="${x}" y="${height - BOTTOM + 20}" class="tick" text-anchor="middle">${tick.toLocaleString('en')}×</text>`,
    );
  }
  for (const [at, { label, times }] of bars.entries()) {
    const y = TOP + at * ROW_HEIGHT;
    const middle = y + BAR_HEIGHT / 2 + 4;
    lines.push(
      `<text x="${LABEL_WIDTH - 10}" y="${middle}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${length(times).toFixed(1)}" height="${BAR_HEIGHT}" rx="3" class="bar"/>`,
      `<text x="${(LABEL_WIDTH + length(times) + 8).toFixed(1)}" y="${middle}" class="value">${spoken(times)}×</text>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 16px; font-weight: 600 }
.tick { font-size: 11px; fill: #57606a }
.value { font-weight: 600 }
.grid { stroke: #d0d7de }
.bar { fill: #0a7f64 }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="20" y="28" class="title">${escaped(title)}</text>
${lines.join('\n')}
</svg>
`;
}

function spoken(times: number): string {
  return times >= 10 ? Math.round(times).toLocaleString('en') : times.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
