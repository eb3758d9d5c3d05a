import { nearest } from './nearest.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** C0, DEL and C1, and other characters that invisibly end a line, turn it round or take no room. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const OURS = 'COACHLINK_';
/** Number of changed letters up to which a name without our prefix is a typing error of one with it. */
const MOST_TYPING_ERRORS = 2;
const LONGEST_SHOWN = 64;

/**
 * The variables of the environment, each trimmed and checked here alone. Known names are those that were asked for: a
 * variable that is read is never warned of.
 */
export class Variables {
  /** A line for each variable with a bad value. It names the variable, never its value. */
  readonly bad: string[] = [];
  private readonly asked = new Set<string>();

  constructor(private readonly environment: Environment) {}

  /** Returns the value without the blanks around it; undefined where it is empty. */
  text(name: string): string | undefined {
    const text = this.environment[name]?.trim();
    const isNew = !this.asked.has(name);
    this.asked.add(name);
    if (text === undefined || text === '') return undefined;
    if (!CONTROL.test(text)) return text;
    if (isNew)
      this.bad.push(`${name} has a control character inside, which nobody sees: remove it, or type it anew`);
    return undefined;
  }

  read<Value>(name: string, parse: (text: string) => Value, otherwise: Value): Value {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    try {
      return parse(text);
    } catch (error) {
      this.bad.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  }

  /** Returns the names with our prefix that have a value, misspelt ones included. */
  given(): readonly string[] {
    return this.ours().filter((name) => (this.environment[name]?.trim() ?? '') !== '');
  }

  /** Returns a line for each name of ours that was not asked for, and is not one of `others`. */
  warnings(others: RegExp): readonly string[] {
    const names = [...this.asked];
    return this.ours()
      .filter((name) => !this.asked.has(name) && !others.test(name))
      .map((name) => {
        const { name: known } = nearest(name.toUpperCase(), names);
        return `${shownName(name)} is not known to this version, and is not read: is ${known} meant?`;
      });
  }

  private ours(): string[] {
    const ours = [...this.asked].filter((name) => name.startsWith(OURS));
    return Object.keys(this.environment).filter((name) => {
      const upper = name.toUpperCase();
      return upper.startsWith(OURS) || nearest(upper, ours).distance <= MOST_TYPING_ERRORS;
    });
  }
}

/** Returns a name safe to print: names of variables may hold any character. */
export function shownName(name: string): string {
  return name.slice(0, LONGEST_SHOWN).replace(/[^\x21-\x7e]/g, '?');
}
