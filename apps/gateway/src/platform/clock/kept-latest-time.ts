import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { Clock } from './clock.js';
import { ExpiryClock } from './expiry-clock.js';
import { LatestTime } from './latest-time.js';
import { RepeatedTask } from './repeated-task.js';
import { TrackTime } from './track-time.js';

const PERIOD_MS = 60_000;
/** Clocks that are kept right over the network are set back by less. */
const NOTABLE_MS = 60_000;

/** The latest time over all runs on this data directory, kept in a file that is a minute old at most. */
@Injectable()
export class KeptLatestTime extends ExpiryClock implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('clock');
  private readonly file: string;
  private readonly latest: LatestTime;
  private readonly keeping = new RepeatedTask(() => this.keep(), PERIOD_MS);
  private isTold = false;
  private isFailing = false;

  constructor(
    { dataDir }: GatewayConfig,
    private readonly clock: Clock,
    private readonly trackTime: TrackTime,
  ) {
    super();
    this.file = join(dataDir, 'latest-time');
    this.latest = new LatestTime({ nowMs: () => this.systemMs }, keptIn(this.file));
  }

  override nowMs(): number {
    return this.latest.nowMs();
  }

  /** The machine's time without a step that is not believed: six seconds of a wrong answer from the network end no licence. */
  private get systemMs(): number {
    return this.trackTime.believedMs(this.clock.nowMs());
  }

  async onModuleInit(): Promise<void> {
    await this.keeping.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.keeping.stop();
    await this.keep();
  }

  private async keep(): Promise<void> {
    this.tellWhereSetBack();
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writeFile(`${this.file}.new`, `${this.nowMs()}\n`, { mode: 0o600 });
      await rename(`${this.file}.new`, this.file);
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing)
        this.log.warn(
          `${this.file}, by which the next start knows the latest time, cannot be written: ${String(error)}`,
        );
      this.isFailing = true;
    }
  }

  private tellWhereSetBack(): void {
    const aheadMs = this.nowMs() - this.systemMs;
    const isSetBack = aheadMs > NOTABLE_MS;
    if (isSetBack && !this.isTold) {
      this.log.warn(
        `the clock of this machine is ${Math.round(aheadMs / 1000)} s behind the latest time it showed: tokens, keys and ` +
          `licences go by ${new Date(this.nowMs()).toISOString()}. Where that is wrong, stop the gateway, remove ${this.file}, and start it.`,
      );
    }
    this.isTold = isSetBack;
  }
}

/** Returns the kept time in milliseconds; 0 where the file is missing or cannot be read, so that the machine's time counts. */
function keptIn(file: string): number {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
  } catch {
    return 0;
  }
}
