import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { DecoderLink } from './decoder-link.js';
import { linkTrouble } from './link-trouble.js';
import { type SerialBinding, SerialLine } from './serial-line.js';

export class SerialLink extends DecoderLink {
  constructor(
    override readonly place: string,
    private readonly baud: number,
    private readonly binding: SerialBinding = SerialPort.binding,
  ) {
    super();
  }

  override open(): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const line = new SerialLine(this.place, this.baud, this.binding);
      // An unplugged device is the end of its line like any other: 'close' follows.
      line.on('error', () => undefined);
      line.open((error) => {
        if (error !== null) reject(new Error(`${this.place}: ${linkTrouble(error)}`, { cause: error }));
        else resolve(line);
      });
    });
  }
}
