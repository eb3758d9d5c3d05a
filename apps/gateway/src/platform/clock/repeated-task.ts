/** Repeats a task with pauses: one run at a time, and no process stays alive for it. */
export class RepeatedTask {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** `run` handles its own failures. */
  constructor(
    private readonly run: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  /** Resolves when the first run is done. */
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
