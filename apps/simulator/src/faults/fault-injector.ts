import { mixSeed, type Random, seededRandom } from '../track/random.js';
import { inPieces, truncated, withBadCrc, withFlippedBit, withJunkBefore } from './damage.js';
import type { FaultOptions } from './fault-options.js';

/** What becomes of a frame on the line. */
export interface Delivery {
  /** Sent one after the other, with a pause between them. */
  readonly pieces: readonly Uint8Array[];
  /** The connection ends behind the last piece. */
  readonly thenCut: boolean;
}

/** Decides by its seed which frame meets which fault. Faults can be switched while it runs. */
export class FaultInjector {
  private readonly random: Random;
  private options: FaultOptions = {};

  constructor(options: FaultOptions = {}, seed = 1) {
    this.random = seededRandom(mixSeed(seed, 7));
    this.set(options);
  }

  /** From now on these faults and no others; `set({})` heals the line. */
  set(options: FaultOptions): void {
    for (const [name, value] of Object.entries(options) as [string, unknown][]) {
      if (typeof value === 'number' && !(value >= 0 && value <= 1)) {
        throw new RangeError(`fault ${name}: ${value} is no probability, give 0 to 1`);
      }
    }
    this.options = { ...options };
  }

  /** Whether the next passing is kept but not pushed. */
  holdsBack(): boolean {
    return this.happens(this.options.hole);
  }

  deliver(frame: Uint8Array): Delivery {
    const { options, random } = this;
    if (options.silent === true) return { pieces: [], thenCut: false };
    let bytes = frame;
    if (this.happens(options.badCrc)) bytes = withBadCrc(bytes);
    if (this.happens(options.flippedBit)) bytes = withFlippedBit(bytes, random);
    if (this.happens(options.truncateFrame)) bytes = truncated(bytes, random);
    if (this.happens(options.junk)) bytes = withJunkBefore(bytes, random);
    const thenCut = this.happens(options.cutConnection);
    if (thenCut && bytes.length > 1) bytes = truncated(bytes, random);
    const inSeveral = this.happens(options.cutFrame) && bytes.length > 1;
    return { pieces: inSeveral ? inPieces(bytes, random) : [bytes], thenCut };
  }

  private happens(probability: number | undefined): boolean {
    return probability !== undefined && probability > 0 && this.random() < probability;
  }
}
