import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isOfOneGeneration } from '#passings';
import type { FeedRow } from '../../feed/feed-row.js';
import type { Webhook } from '../receivers/webhook.js';
import { type DeliveryAttempt, type DeliveryState, delivered, firstState, inTerm } from './delivery-state.js';
import type { DeliveryStates } from './delivery-states.js';
import { LONGEST_FAILING_MS, retryPauseMs } from './retry-pause.js';
import type { Batch, FeedBatches } from '../../feed/tail/feed-batches.js';
import { passingsBody } from './webhook-message.js';
import type { Outcome, WebhookSender } from './webhook-sender.js';

/** Passings that come within it share a delivery. */
const GATHER_MS = 100;
/** Time after which is noted how far the search is, while nothing matches. */
const NOTE_MS = 5000;
const STORAGE_AWAY_MS = 500;
/** Status of a receiver that wants no more. */
const GONE = 410;
/** Time for a delivery under way to be answered at the end: then it need not be sent again. */
const LAST_ANSWER_MS = 1500;

export interface DeliveryParts {
  readonly batches: FeedBatches;
  readonly states: DeliveryStates;
  readonly sender: WebhookSender;
  /** Resolves to the cursor of what is stored from now on. */
  readonly now: () => Promise<string>;
  readonly nowMs: () => number;
  /** Tells people of a change: that deliveries fail, arrive again, or are paused. */
  readonly tell: (words: string) => void;
  /** Hears of a trouble of the storage, which ends by itself. */
  readonly onStorageTrouble: (error: unknown) => void;
}

/**
 * Delivers what follows the cursor of one webhook, one delivery after the other. What is under way is noted before it is
 * sent: whoever goes on after a crash sends the same rows under the same id, by which the receiver knows them.
 */
export class WebhookDelivery {
  private readonly ended = new AbortController();
  /** Ends what is being sent. */
  private readonly cut = new AbortController();
  private text = '';
  private state: DeliveryState;
  /** Cursor of the search, which may be ahead of the noted one. */
  private reached: string;
  private sentAtMs = -Infinity;
  private notedAtMs = performance.now();

  constructor(
    private readonly webhook: Webhook,
    private readonly parts: DeliveryParts,
  ) {
    this.state = firstState(webhook.after, webhook.term);
    this.reached = this.state.cursor;
  }

  /** Delivers until `end` is called or another gateway delivers; resolves to true where failures paused it. */
  async run(): Promise<boolean> {
    try {
      await this.patiently(() => this.load());
      while (!this.ended.signal.aborted && this.state.pausedBecause === null) await this.deliver();
      return this.state.pausedBecause !== null;
    } catch (error) {
      if (!this.ended.signal.aborted && !(error instanceof Superseded)) throw error;
      return false;
    } finally {
      this.parts.sender.close();
    }
  }

  /** Begins nothing more; what is being sent may still be answered. */
  end(): void {
    this.ended.abort();
    setTimeout(() => {
      this.cut.abort();
    }, LAST_ANSWER_MS).unref();
  }

  private async load(): Promise<void> {
    const { states, now } = this.parts;
    const { id, after, term } = this.webhook;
    this.text = await states.find(id);
    const state = this.text === '' ? firstState(after, term) : (JSON.parse(this.text) as DeliveryState);
    this.state = inTerm(state, term);
    this.reached = state.cursor;
    // The storage may have lost how far this was. The receiver has to be told under an id that it does not know.
    if (!isOfOneGeneration(state.cursor, await now()))
      this.state = { ...this.state, underWay: null, notice: 'rewound' };
  }

  private async deliver(): Promise<void> {
    const rows = await (this.state.underWay === null ? this.begin() : this.again());
    const { underWay } = this.state;
    if (rows === undefined || underWay === null) return;
    for (let isArrived = false; !isArrived && this.state.pausedBecause === null;) {
      const nowMs = this.parts.nowMs();
      const body = passingsBody(rows, underWay.until, this.state.notice, nowMs);
      this.sentAtMs = performance.now();
      const outcome = await this.parts.sender.send(underWay.id, body, this.cut.signal);
      this.cut.signal.throwIfAborted();
      isArrived = outcome.trouble === undefined;
      await this.noteOutcome(outcome, nowMs);
    }
  }

  /** Notes the next delivery, and resolves to its rows; undefined where there is none yet. */
  private async begin(): Promise<readonly FeedRow[] | undefined> {
    const { signal } = this.ended;
    const restMs = this.sentAtMs + GATHER_MS - performance.now();
    if (restMs > 0) await delay(restMs, undefined, { signal });
    const batch = await this.patiently(() => this.parts.batches.next(this.reached, signal));
    if (batch === undefined) return undefined;
    this.reached = batch.until;
    if (batch.rows.length === 0) {
      await this.noteSearch(batch);
      return undefined;
    }
    const id = `msg_${randomBytes(15).toString('base64url')}`;
    await this.note({ ...this.state, underWay: { id, until: batch.until } });
    return batch.rows;
  }

  /** Resolves to the rows of the delivery that is under way; undefined where it is so no more. */
  private async again(): Promise<readonly FeedRow[] | undefined> {
    const { cursor, underWay } = this.state;
    if (underWay === null) return undefined;
    const rows = await this.patiently(() => this.parts.batches.again(cursor, underWay.until));
    if (rows !== undefined && rows.length > 0) {
      this.reached = underWay.until;
      return rows;
    }
    // The storage was set back, which the feed tells next; or retention took them all.
    const next = rows === undefined ? cursor : underWay.until;
    await this.note({ ...this.state, cursor: next, underWay: null });
    this.reached = next;
    return undefined;
  }

  private async noteSearch({ until, notice }: Batch): Promise<void> {
    if (notice === undefined && performance.now() < this.notedAtMs + NOTE_MS) return;
    await this.note({ ...this.state, cursor: until, notice: notice ?? this.state.notice });
  }

  private async noteOutcome({ trouble, statusCode, retryAfterMs }: Outcome, atMs: number): Promise<void> {
    const { state, parts } = this;
    const lastAttempt: DeliveryAttempt = { atMs, statusCode, error: trouble ?? null };
    if (trouble === undefined) {
      await this.note(delivered(state, lastAttempt));
      if (state.failures > 0) parts.tell('delivers again');
      return;
    }
    const isGone = statusCode === GONE;
    const failures = state.failures + 1;
    const pauseMs = retryPauseMs(state.failingForMs, retryAfterMs, Math.random());
    const failingForMs = state.failingForMs + pauseMs;
    const pausedBecause = isGone || failingForMs >= LONGEST_FAILING_MS ? trouble : null;
    const nextAttemptAtMs = pausedBecause === null ? Math.round(atMs + pauseMs) : null;
    await this.note({ ...state, failures, failingForMs, pausedBecause, nextAttemptAtMs, lastAttempt });
    if (pausedBecause !== null) {
      const since = isGone ? '' : ' for 3 days';
      parts.tell(`is paused, as its deliveries failed${since}: ${trouble}. Set paused to false to go on`);
    } else {
      if (failures === 1) parts.tell(`its delivery failed and is tried again: ${trouble}`);
      await delay(pauseMs, undefined, { signal: this.ended.signal });
    }
  }

  /** Notes a state before anything is done by it; throws where another gateway noted one. */
  private async note(next: DeliveryState): Promise<void> {
    const { states } = this.parts;
    const text = JSON.stringify(next);
    await this.patiently(async () => {
      if (await states.swap(this.webhook.id, this.text, text)) return;
      // Without an answer to an earlier try it may be noted already.
      if ((await states.find(this.webhook.id)) !== text) throw new Superseded();
    });
    [this.text, this.state, this.notedAtMs] = [text, next, performance.now()];
  }

  /** Asks the storage until it answers. */
  private async patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof Superseded || this.ended.signal.aborted) throw error;
        this.parts.onStorageTrouble(error);
        await delay(STORAGE_AWAY_MS, undefined, { signal: this.ended.signal });
      }
    }
  }
}

/** Another gateway delivers, or the storage was set back: whoever delivers next reads how far it is. */
class Superseded extends Error {}
