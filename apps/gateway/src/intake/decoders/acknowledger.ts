import type { Acknowledgement, DecodedChunk, DecoderEvent, PassingReport } from '#decoder';

export interface AcknowledgerOptions {
  readonly acknowledgement: Acknowledgement;
  /** Writes to the decoder, as long as there is a link. */
  readonly send: (bytes: Uint8Array) => void;
  /** Resolves to true when all that was delivered until now is in Redis, to false when the end came before. */
  readonly untilStored: () => Promise<boolean>;
}

/** Acknowledges passings to a decoder that repeats each until then: once their bytes are on the disk, or in Redis. */
export class Acknowledger {
  /** Spoiled passings in a row. */
  private spoiled = 0;
  /** Set where the beginning of the next passing may not be on the disk. */
  private isUnrecorded = false;

  constructor(private readonly options: AcknowledgerOptions) {}

  /** Runs after the chunk was delivered. */
  async delivered({ events, readOnFrom }: DecodedChunk): Promise<void> {
    // Without a place in the recording the bytes are not on the disk.
    const isRecorded = readOnFrom !== undefined;
    if (!isRecorded) this.isUnrecorded = true;
    const count = this.countOf(events);
    if (count === 0) return;
    const isOnDisk = !this.isUnrecorded;
    this.isUnrecorded = !isRecorded;
    if (!isOnDisk && !(await this.options.untilStored())) return;
    const { acknowledgement, send } = this.options;
    for (let each = 0; each < count; each++) send(acknowledgement.bytes);
  }

  /** Returns the number of passings to acknowledge. One that came twice in a row was repeated meanwhile. */
  private countOf(events: readonly DecoderEvent[]): number {
    const { spoiled, mostSpoiled } = this.options.acknowledgement;
    let count = 0;
    let before = '';
    for (const event of events) {
      if (event.kind === 'rejected') {
        if (!spoiled.includes(event.reason) || ++this.spoiled < mostSpoiled) continue;
        // A passing that the decoder itself holds spoiled would keep all others back.
        this.spoiled = 0;
        count++;
      } else if (event.record.kind === 'passing') {
        this.spoiled = 0;
        const identity = identityOf(event.record);
        if (identity !== before) count++;
        before = identity;
      }
    }
    return count;
  }
}

function identityOf({ fields: { transponder, rtcTimeUs, loop } }: PassingReport): string {
  return `${transponder} ${rtcTimeUs} ${loop}`;
}
