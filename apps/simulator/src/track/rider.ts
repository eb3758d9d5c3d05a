import { between, mixSeed, type Random, seededRandom, wholeBetween } from './random.js';

export interface Rider {
  readonly index: number;
  readonly transponder: number;
  /** Lap when rolling, and lap when going all out. */
  readonly easyLapUs: number;
  readonly effortLapUs: number;
  /** Middle of the strength, which depends on how the transponder is mounted. */
  readonly strength: number;
  readonly lowBattery: boolean;
  /** Voltage of transponders that tell it. */
  readonly batteryVoltageV: number | undefined;
}

const SECOND_US = 1_000_000;
/** Number of a printed code: 0x06000000 + 100,000 x letters + digits. */
const CODE_BASE = 0x0600_0000;
const DIGITS = 100_000;
/** Letter pairs in sale so far, CF to about LZ, read in base 15. */
const FIRST_LETTERS = 15;
const LAST_LETTERS = 89;

/** Draws the riders of a training. The first ones are the same for any count. */
export function drawRiders(seed: number, count: number): Rider[] {
  const numbers = seededRandom(mixSeed(seed, 0));
  const taken = new Set<number>();
  return Array.from({ length: count }, (_, index) => {
    const transponder = drawTransponder(numbers, taken);
    taken.add(transponder);
    return drawRider(seededRandom(mixSeed(seed, 1, index)), index, transponder);
  });
}

function drawRider(random: Random, index: number, transponder: number): Rider {
  return {
    index,
    transponder,
    easyLapUs: between(random, 20.6, 24.4) * SECOND_US,
    effortLapUs: between(random, 12.4, 15.2) * SECOND_US,
    strength: between(random, 85, 150),
    lowBattery: random() < 0.03,
    batteryVoltageV: random() < 0.2 ? between(random, 2.9, 3.9) : undefined,
  };
}

/** Draws mostly numbers with a printed code, such as FL-94890; now and then a plain one of the older kind. */
function drawTransponder(random: Random, taken: ReadonlySet<number>): number {
  for (;;) {
    const number =
      random() < 0.85
        ? CODE_BASE +
          DIGITS * wholeBetween(random, FIRST_LETTERS, LAST_LETTERS) +
          wholeBetween(random, 0, DIGITS - 1)
        : wholeBetween(random, 1_000_000, 9_999_999);
    if (!taken.has(number)) return number;
  }
}
