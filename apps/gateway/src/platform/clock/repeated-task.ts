/** Does a thing again and again, never twice at once, and keeps no process alive for it. */
export class RepeatedTask {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** `run` settles its own failures. */
  constructor(
    private readonly run: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  /** Resolves when it was done for the first time. */
  async start(): Promise<void> {
    await this.run();
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.start(), this.pauseMs);
    this.timer.unref();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}
