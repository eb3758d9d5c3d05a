import { RequestError, type RecordTypeName } from '#decoder';
import type { ConnectedDecoder } from '../decoders/connected-decoder.js';
import type { Ledgers } from '../ledger/ledgers.js';
import { DecoderRecovery } from './decoder-recovery.js';

/** A connected decoder that answers no question but, on its first connection, for RESEND, when it is told to. */
class Slow {
  connects = 1;
  readonly askedOn: number[] = [];
  lose: () => void = () => undefined;
  private readonly listeners = new Set<() => void>();

  readonly connected = {
    decoder: { decoderId: 'd', address: { backfill: 'none' } },
    state: () => ({ connects: this.connects, link: 'connected', counters: { rejected: {} } }),
    untilStored: () => Promise.resolve(true),
    conversation: {
      listen: () => () => undefined,
      request: (type: RecordTypeName) => {
        if (type === 'RESEND') {
          this.askedOn.push(this.connects);
          for (const hear of this.listeners) hear();
          if (this.connects === 1)
            return new Promise((_, reject) => {
              this.lose = () => {
                reject(new RequestError('lost', 'the link was lost'));
              };
            });
        }
        return Promise.reject(RequestError.unanswered(type, 1));
      },
    },
  } as unknown as ConnectedDecoder;

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

const missing = [{ from: 3, until: 7, sinceMs: 0 }];
const ledgers = {
  listen: () => undefined,
  latest: () => ({ highest: 9, epoch: 1, missing, numbering: { wireId: null, sessionNumber: null } }),
  change: () => Promise.resolve(),
} as unknown as Ledgers;

describe(DecoderRecovery.name, () => {
  it('asks again on the next connection for what was asked on one that was lost meanwhile', async () => {
    const slow = new Slow();
    const recovery = new DecoderRecovery(
      slow.connected,
      ledgers,
      () => undefined,
      () => 0,
      () => undefined,
    );
    recovery.settled();
    await slow.untilAsked(1);
    slow.connects = 2;
    recovery.settled();
    slow.lose();
    await slow.untilAsked(2);
    expect(slow.askedOn).toEqual([1, 2]);
    recovery.stop();
  });
});
