import { InvalidArgumentError, Option } from 'commander';
import { PROTOCOLS } from '#decoder';

/** Reads an option that is a whole number in a closed range. */
export function wholeOf(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,12}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

/** Reads an option that is a moment; milliseconds since 1970 UTC. */
export function momentOf(text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw new InvalidArgumentError('Give a moment such as 2030-12-31T00:00:00Z.');
  return timeMs;
}

export const portOf = wholeOf(0, 65_535);

/** Reads an option that is a probability. */
export function probabilityOf(text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Give a probability from 0 to 1.');
  return value;
}

/** The option that names the protocol of a capture. */
export function protocolOption(): Option {
  const names = PROTOCOLS.map(({ name }) => name);
  const [usual] = names;
  return new Option('--protocol <name>', 'the protocol of the decoder').choices(names).default(usual);
}
