/** Returns the whole number that a text writes in decimal digits; undefined where it is none, or above `most`. */
export function wholeIn(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^[0-9]{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}

/** Returns the number that a text writes in hexadecimal digits; undefined where it is none, or above `most`. */
export function hexIn(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^[0-9A-Fa-f]{1,8}$/.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return value <= most ? value : undefined;
}

/** Returns microseconds of a text of decimal seconds, which has at most 9 digits before the point and 6 behind it. */
export function secondsInUs(text: string | undefined): number | undefined {
  const [, whole, part = ''] = /^([0-9]{1,9})(?:\.([0-9]{1,6}))?$/.exec(text ?? '') ?? [];
  return whole === undefined ? undefined : Number(whole) * 1_000_000 + Number(part.padEnd(6, '0'));
}

export const U16 = 0xffff;
export const U32 = 0xffff_ffff;
