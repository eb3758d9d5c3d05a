import type { Failings } from '../decoder/failings.js';
import type { ResendAnswer } from '../decoder/resend-answer.js';
import { mixSeed, type Random, seededRandom } from '../track/random.js';
import { inPieces, truncated, withBadCrc, withFlippedBit, withJunkBefore } from './damage.js';
import { checkFaults, type FaultOptions } from './fault-options.js';
import { malformed } from './malformed.js';
import { resent } from './resend-faults.js';

/** Delivery of one frame on the line. */
export interface Delivery {
  /** Pieces sent one after the other, with a pause between them. */
  readonly pieces: readonly Uint8Array[];
  /** The connection ends behind the last piece. */
  readonly thenCut: boolean;
}

/** Decides by its seed which frame meets which fault. Faults can be switched while it runs. */
export class FaultInjector implements Failings {
  private readonly random: Random;
  /** Separate stream, so that a repeated RESEND changes no other fault on the line. */
  private readonly resendRandom: Random;
  private options: FaultOptions = {};

  constructor(options: FaultOptions = {}, seed = 1) {
    this.random = seededRandom(mixSeed(seed, 7));
    this.resendRandom = seededRandom(mixSeed(seed, 8));
    this.set(options);
  }

  /** Replaces all faults by these; `set({})` heals the line. */
  set(options: FaultOptions): void {
    checkFaults(options);
    this.options = { ...options };
  }

  get answerDelayMs(): number {
    return this.options.answerDelayMs ?? 0;
  }

  /** Whether the next passing is kept but not pushed. */
  holdsBack(): boolean {
    return this.happens(this.options.hole);
  }

  resent(answer: ResendAnswer): Iterable<Uint8Array> {
    const { resend: behaviour, resendShare: share, resendBadCrc: badCrc } = this.options;
    return resent(answer, { behaviour, share, badCrc, random: this.resendRandom });
  }

  deliver(frame: Uint8Array): Delivery {
    const { options, random } = this;
    if (options.silent === true) return { pieces: [], thenCut: false };
    let bytes = frame;
    if (this.happens(options.badCrc)) bytes = withBadCrc(bytes);
    if (this.happens(options.flippedBit)) bytes = withFlippedBit(bytes, random);
    if (this.happens(options.truncateFrame)) bytes = truncated(bytes, random);
    if (this.happens(options.junk)) bytes = withJunkBefore(bytes, random);
    if (this.happens(options.malformed)) bytes = Buffer.concat([malformed(frame, random), bytes]);
    const thenCut = this.happens(options.cutConnection);
    if (thenCut && bytes.length > 1) bytes = truncated(bytes, random);
    const inSeveral = this.happens(options.cutFrame) && bytes.length > 1;
    return { pieces: inSeveral ? inPieces(bytes, random) : [bytes], thenCut };
  }

  private happens(probability: number | undefined): boolean {
    return probability !== undefined && probability > 0 && this.random() < probability;
  }
}
