import { Logger } from '@nestjs/common';
import type { RejectedBytes } from '#decoder';

const LINES_A_MINUTE = 10;
const MOST_BYTES = 256;

/** Logs rejected bytes with their reason; bytes of a noisy line are counted, so that they do not fill the disk. */
export class RejectedLog {
  private readonly log: Logger;
  private minute = -1;
  private lines = 0;
  private unsaid = 0;

  constructor(decoderId: string) {
    this.log = new Logger(`decoder ${decoderId}`);
  }

  add({ reason, bytes }: RejectedBytes): void {
    const minute = Math.floor(performance.now() / 60_000);
    if (minute !== this.minute) {
      if (this.unsaid > 0) this.log.warn(`${this.unsaid} more rejected ranges were counted and not logged`);
      this.minute = minute;
      this.lines = 0;
      this.unsaid = 0;
    }
    if (this.lines++ >= LINES_A_MINUTE) {
      this.unsaid++;
      return;
    }
    const hex = Buffer.from(bytes.subarray(0, MOST_BYTES)).toString('hex');
    const rest = bytes.length > MOST_BYTES ? ` and ${bytes.length - MOST_BYTES} bytes more` : '';
    this.log.warn(`rejected ${bytes.length} bytes, ${reason}: ${hex}${rest}`);
  }
}
