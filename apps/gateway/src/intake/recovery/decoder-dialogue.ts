import { RequestError, type WireId } from '#decoder';
import type { DecoderSession, NumberRange, Witness } from '#passings';

/** Answer to a block that was asked for again. */
export interface SentAgain {
  /** Every passing of the block that came. */
  readonly sent: readonly Witness[];
  /** Why the decoder may not be through with the block; undefined where passings that did not come are not there. */
  readonly trouble: RequestError | undefined;
}

/** The questions to one decoder about its passings: one at a time. */
export abstract class DecoderDialogue {
  /** Rejects with a `RequestError` where the decoder does not tell its numbers. */
  abstract askSession(): Promise<DecoderSession>;

  /** Resolves to undefined where the decoder does not tell its numbers; rejects where the link is lost. */
  async session(): Promise<DecoderSession | undefined> {
    try {
      return await this.askSession();
    } catch (error) {
      if (error instanceof RequestError && error.fault !== 'lost') return undefined;
      throw error;
    }
  }

  /** Has passings sent again that are to be stored: they go the ordinary way. */
  abstract fetch(
    block: NumberRange,
    wanted: ReadonlySet<number>,
    wireId: WireId | undefined,
  ): Promise<SentAgain>;

  /**
   * Has passings sent again only to look at them: they are not stored. `isAbove`: all numbers that the decoder told are below
   * the block, so that its passings may come unasked.
   */
  abstract look(block: NumberRange, wireId: WireId | undefined, isAbove?: boolean): Promise<SentAgain>;
}

/** A decoder as far as its missing passings are concerned. */
export abstract class AskedDecoder {
  abstract readonly decoderId: string;
  abstract readonly dialogue: DecoderDialogue;
  abstract readonly isConnected: boolean;
  /** Number of times that reading began anew: by a new link, or in place of another gateway. */
  abstract readonly connects: number;
  /** Count of rejected byte ranges. */
  abstract readonly rejectedCount: number;
  /** Resolves to true when every passing read until now is in Redis, to false when the intake ended before. */
  abstract untilStored(): Promise<boolean>;
  /** Hears the number of each passing as it is read. */
  abstract hearNumbers(listener: (number: number) => void): void;
}
