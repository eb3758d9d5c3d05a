import { Logger } from '@nestjs/common';

/** Reads one kind of figure from the system: a failure or a hang makes that one unknown, and stops no other. */
export class Reading<Value> {
  private readonly log = new Logger('host');
  private running: Promise<Value> | undefined;
  private said = '';

  constructor(
    private readonly subject: string,
    private readonly read: () => Promise<Value>,
    private readonly timeoutMs: number,
  ) {}

  /** Waits for a reading that hangs, and begins no second one beside it. */
  async take(): Promise<Value | undefined> {
    this.running ??= this.read().finally(() => {
      this.running = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${this.timeoutMs} ms`));
      }, this.timeoutMs);
      timer.unref();
    });
    try {
      const value = await Promise.race([this.running, late]);
      this.said = '';
      return value;
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private say(trouble: string): void {
    if (trouble !== this.said) this.log.warn(`${this.subject} of the host cannot be read: ${trouble}`);
    this.said = trouble;
  }
}
