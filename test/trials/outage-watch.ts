import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process.js';

const PAUSE_MS = 50;
const FRESH_MS = 1000;

/** Asks all the time, as a board does, and measures the time without answers and the time without new passings. */
export class OutageWatch {
  private readAtMs = performance.now();
  private freshAtMs = performance.now();
  private mostReadMs = 0;
  private mostFreshMs = 0;
  private isEnding = false;
  private readonly running: Promise<void>;

  constructor(private readonly gateway: GatewayProcess) {
    this.running = this.run();
  }

  /** Returns the longest times since the last call. */
  take(): { readsOutMs: number; storingOutMs: number } {
    const figures = { readsOutMs: Math.round(this.mostReadMs), storingOutMs: Math.round(this.mostFreshMs) };
    this.mostReadMs = this.mostFreshMs = 0;
    return figures;
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isEnding) {
      const nowMs = Date.now();
      const window = { start_time_ms: nowMs - FRESH_MS, end_time_ms: nowMs + 60_000, limit: 1 };
      const answer = await this.gateway.ask('POST', '/passings', window);
      const atMs = performance.now();
      if (answer !== undefined) {
        this.mostReadMs = Math.max(this.mostReadMs, atMs - this.readAtMs);
        this.readAtMs = atMs;
      }
      if ((answer?.passings as unknown[] | undefined)?.length === 1) {
        this.mostFreshMs = Math.max(this.mostFreshMs, atMs - this.freshAtMs);
        this.freshAtMs = atMs;
      }
      await delay(PAUSE_MS);
    }
  }
}
