import { Logger } from '@nestjs/common';
import { formatDecoderId } from '#decoder';

const MOST_IDS = 16;

/** Says once of each stranger on a decoder's link that it is there. */
export class ForeignLog {
  private readonly log: Logger;
  private readonly told = new Set<number>();

  constructor(decoderId: string) {
    this.log = new Logger(`decoder ${decoderId}`);
  }

  add(wireId: number): void {
    if (this.told.has(wireId) || this.told.size >= MOST_IDS) return;
    this.told.add(wireId);
    this.log.warn(
      `records of another decoder (${formatDecoderId(wireId)}) come on its link: they are not stored. ` +
        'Is somebody else on the line?',
    );
  }
}
