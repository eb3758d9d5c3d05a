/** Limits of a JSON text that are checked before it is parsed. */
export type JsonShape = 'fine' | 'too-deep' | 'repeated-name';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

/**
 * Looks at the raw bytes once, without recursion: deep nesting overflows the stack of later code that walks the parsed
 * value, and of two members with one name a parser silently takes the last. The parser alone decides whether the text is
 * JSON at all.
 */
export function jsonShape(bytes: Buffer, maxDepth: number): JsonShape {
  /** The names seen in each open object, `undefined` for an array. */
  const open: (Set<string> | undefined)[] = [];
  let expectsName = false;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        expectsName = bytes[at] === OPEN_OBJECT;
        open.push(expectsName ? new Set() : undefined);
        if (open.length > maxDepth) return 'too-deep';
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        expectsName = false;
        break;
      case COMMA:
        expectsName = open.at(-1) !== undefined;
        break;
      case QUOTE: {
        const end = endOfString(bytes, at);
        if (expectsName) {
          const name = decoded(bytes.toString('utf8', at, end + 1));
          const names = open.at(-1);
          if (names?.has(name) === true) return 'repeated-name';
          names?.add(name);
          expectsName = false;
        }
        at = end;
        break;
      }
      default: // white space, punctuation, numbers and words decide nothing
    }
  }
  return 'fine';
}

function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

/** Returns a name with its escapes resolved: `"a"` and `"\u0061"` are one name. */
function decoded(literal: string): string {
  if (!literal.includes('\\')) return literal;
  try {
    return `"${String(JSON.parse(literal))}"`;
  } catch {
    return literal; // not JSON: the parser says so
  }
}
