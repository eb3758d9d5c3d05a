import { Logger } from '@nestjs/common';
import type { ReplicaWatch, Unconfirmed } from '#redis';
import { RepeatedTask } from '../clock/repeated-task.js';

const LOOK_PERIOD_MS = 1000;

/** Looks every second, on each connection that writes, for the master and for replicas that lack writes. */
export class Replicas {
  private readonly log = new Logger('storage');
  private readonly looking: readonly RepeatedTask[];
  private isSettingTold = false;
  private wasConfirmed = true;

  /** `changes`: of the connection for the changes of administrators. */
  constructor(
    readonly passings: ReplicaWatch,
    readonly changes: ReplicaWatch,
  ) {
    this.looking = [passings, changes].map(
      (watch) => new RepeatedTask(() => this.look(watch), LOOK_PERIOD_MS),
    );
  }

  start(): void {
    for (const each of this.looking) void each.start();
  }

  stop(): void {
    for (const each of this.looking) each.stop();
  }

  unconfirmed(): string | undefined {
    const { unconfirmed } = this.passings;
    return unconfirmed && unconfirmedWords(unconfirmed);
  }

  private async look(watch: ReplicaWatch): Promise<void> {
    try {
      await watch.look();
      if (watch === this.passings) await this.tell();
    } catch {
      // The connections log why the storage does not answer.
    }
  }

  private async tell(): Promise<void> {
    const words = this.unconfirmed();
    if (words === undefined && !this.wasConfirmed) this.log.log('the replicas of the storage confirm again');
    if (words !== undefined && this.wasConfirmed) this.log.warn(words);
    this.wasConfirmed = words === undefined;
    if (this.isSettingTold || this.passings.required === 0) return;
    const least = await this.passings.leastReplicas();
    this.isSettingTold = true;
    if (least === 0) this.log.warn(SETTING_WORDS);
  }
}

const SETTING_WORDS =
  'The master of the storage goes on to take writes when no replica follows it: one that is cut off from the others ' +
  'takes passings that are lost when another server takes over. Set on every Redis server: ' +
  'CONFIG SET min-replicas-to-write 1, then CONFIG REWRITE. With a single replica, passings wait here while that is away.';

function unconfirmedWords({ sinceMs, required, confirmed }: Unconfirmed): string {
  const replicas =
    required === 1 ? 'its replica has' : `${required - confirmed} of ${required} replicas have`;
  return (
    `The passings stored since ${new Date(sinceMs).toISOString()} are kept, but ${replicas} not confirmed them: they are ` +
    'lost if the master fails now, and are fetched from the decoders again then. Start the replicas that are away, or see ' +
    'why they do not follow (redis-cli INFO replication).'
  );
}
