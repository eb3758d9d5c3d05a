import type { Duplex } from 'node:stream';
import { SerialPort, type SerialPortMock } from 'serialport';
import { DecoderLink } from './decoder-link.js';

export class SerialLink extends DecoderLink {
  constructor(
    override readonly place: string,
    private readonly baud: number,
    /** The serial port with the operating system's binding, or the one with a binding made of memory. */
    private readonly Port: typeof SerialPort | typeof SerialPortMock = SerialPort,
  ) {
    super();
  }

  override open(): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const port = new this.Port({
        path: this.place,
        baudRate: this.baud,
        dataBits: 8,
        stopBits: 1,
        parity: 'none',
        autoOpen: false,
      });
      // An unplugged device is the end of its line like any other: 'close' follows.
      port.on('error', () => undefined);
      port.open((error) => {
        if (error !== null) reject(new Error(`${this.place}: ${error.message}`, { cause: error }));
        else resolve(port);
      });
    });
  }
}
