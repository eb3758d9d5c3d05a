import { nearest } from '#environment';

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Words for the expected time zone, given a value that is none. */
export function zoneExpected(given: unknown): string {
  const what = 'the IANA name of a time zone, as Europe/Amsterdam';
  // A text that cannot be a name is not repeated, and has no near name.
  if (typeof given !== 'string' || !NAME.test(given)) return what;
  const { name } = nearest(given, Intl.supportedValuesOf('timeZone'));
  return `${what}, and ${given} is none: did you mean ${name}?`;
}
