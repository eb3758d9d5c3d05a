import { RequestError } from '#decoder';
import { beginLedger, reach } from '#passings';
import type { Ledgers } from '../ledger/ledgers.js';
import { AskedDecoder, type DecoderDialogue, type SentAgain } from './decoder-dialogue.js';
import { DecoderRecovery } from './decoder-recovery.js';

/** A connected decoder that answers only questions for passings, on its first connection, and when it is told to. */
class Slow extends AskedDecoder {
  override readonly decoderId = 'd';
  override readonly isConnected = true;
  override readonly rejectedCount = 0;
  override connects = 1;
  readonly askedOn: number[] = [];
  lose: () => void = () => undefined;
  private readonly listeners = new Set<() => void>();

  override readonly dialogue: DecoderDialogue = {
    askSession: () => Promise.reject(new RequestError('unanswered', 'no answer')),
    session: () => Promise.resolve(undefined),
    look: () => Promise.resolve(failed('unanswered')),
    fetch: () => {
      this.askedOn.push(this.connects);
      for (const hear of this.listeners) hear();
      if (this.connects > 1) return Promise.resolve(failed('unanswered'));
      return new Promise((resolve) => {
        this.lose = () => {
          resolve(failed('lost'));
        };
      });
    },
  };

  override untilStored(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override hearNumbers(): void {
    // No passing comes.
  }

  untilAsked(times: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.askedOn.length < times) return;
        this.listeners.delete(look);
        resolve();
      };
      this.listeners.add(look);
      look();
    });
  }
}

function failed(fault: 'lost' | 'unanswered'): SentAgain {
  return { sent: [], trouble: new RequestError(fault, fault) };
}

const ledgers = {
  listen: () => undefined,
  suspect: () => undefined,
  latest: () => reach(beginLedger(3), 7, 0),
  change: () => Promise.resolve(),
} as unknown as Ledgers;

describe(DecoderRecovery.name, () => {
  it('asks again on the next connection for what was asked on one that was lost meanwhile', async () => {
    const decoder = new Slow();
    const nothing = (): void => undefined;
    const recovery = new DecoderRecovery({
      decoder,
      backfill: 'none',
      ledgers,
      raise: nothing,
      nowMs: () => 0,
      becameQuiet: nothing,
    });
    recovery.settled();
    await decoder.untilAsked(1);
    decoder.connects = 2;
    recovery.settled();
    decoder.lose();
    await decoder.untilAsked(2);
    expect(decoder.askedOn.slice(0, 2)).toEqual([1, 2]);
    recovery.stop();
  });
});
