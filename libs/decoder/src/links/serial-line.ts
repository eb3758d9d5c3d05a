import { SerialPort, SerialPortMock } from 'serialport';

/** Access to a device: through the operating system, or in memory. */
export type SerialBinding = typeof SerialPort.binding | typeof SerialPortMock.binding;

const CHECK_PERIOD_MS = 1000;

/**
 * A serial port that notices when it was unplugged, and lets go of its device when it is destroyed. SerialPort does
 * neither: a hung-up line reads as empty, over and over, and destroy() leaves the device open and locked.
 */
export class SerialLine extends SerialPort {
  private check: NodeJS.Timeout | undefined;

  constructor(path: string, baudRate: number, binding: SerialBinding) {
    const injected = { binding };
    super({ path, baudRate, dataBits: 8, stopBits: 1, parity: 'none', autoOpen: false, ...injected });
    this.once('open', () => {
      this.checkSoon();
    });
    this.once('close', () => {
      clearTimeout(this.check);
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.check);
    if (!this.isOpen) done(error);
    else {
      this.close((closeError) => {
        done(error ?? closeError);
      });
    }
  }

  /**
   * Looks again soon: a device that is gone refuses to say whether it has sent everything; a present one waits for its
   * bytes.
   */
  private checkSoon(): void {
    this.check = setTimeout(() => {
      this.drain((error) => {
        if (this.destroyed) return;
        if (error === null) this.checkSoon();
        else this.destroy(new Error('the serial device is gone: is its cable plugged in?', { cause: error }));
      });
    }, CHECK_PERIOD_MS);
  }
}
