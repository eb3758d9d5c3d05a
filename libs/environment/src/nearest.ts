const PREFIX = 'COACHLINK_';
/** Distance of a name that begins alike: more than a typing error, less than a name that has no part in common. */
const PART = 3;
const SHORTEST_PART = 4;

export interface Nearest {
  readonly name: string;
  readonly distance: number;
}

/** Returns the name that takes the fewest changes of a letter; a name that begins alike is near as well. */
export function nearest(text: string, names: readonly string[]): Nearest {
  let found: Nearest = { name: names[0] ?? '', distance: Infinity };
  for (const name of names) {
    const distance = Math.min(distanceOf(text, name), isPartOf(text, name) ? PART : Infinity);
    if (distance < found.distance) found = { name, distance };
  }
  return found;
}

function isPartOf(text: string, name: string): boolean {
  const one = text.replace(PREFIX, '');
  const other = name.replace(PREFIX, '');
  if (Math.min(one.length, other.length) < SHORTEST_PART) return false;
  return one.startsWith(other) || other.startsWith(one);
}

/** Counts the letters to add, to take away or to change. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
