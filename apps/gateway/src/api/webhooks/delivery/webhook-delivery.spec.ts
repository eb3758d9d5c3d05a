import { NaivePassingsRepository } from '../../../../../../libs/passings/src/testing/naive-passings.repository.js';
import { aPassing } from '../../../../../../libs/passings/src/testing/a-passing.js';
import { FeedTail } from '../../feed/tail/feed-tail.js';
import type { Webhook } from '../receivers/webhook.js';
import { type DeliveryState, firstState } from './delivery-state.js';
import { DeliveryStates } from './delivery-states.js';
import { FeedBatches } from '../../feed/tail/feed-batches.js';
import { WebhookDelivery } from './webhook-delivery.js';
import type { Outcome, WebhookSender } from './webhook-sender.js';

const ARRIVED: Outcome = {
  trouble: undefined,
  statusCode: 204,
  retryAfterMs: 0,
};
const HOOK: Webhook = {
  id: 'webhook_1',
  name: 'Results',
  url: 'http://results.example/',
  filter: {},
  after: 'naive.0',
  createdAtMs: 0,
  isPaused: false,
  term: 1,
  secret: { sealed: '' },
};

/** The notes of one webhook in memory. */
class MemoryStates extends DeliveryStates {
  text = '';

  get state(): DeliveryState {
    return JSON.parse(this.text) as DeliveryState;
  }

  override find = (): Promise<string> => Promise.resolve(this.text);
  override all = (): Promise<ReadonlyMap<string, string>> => Promise.resolve(new Map([['', this.text]]));
  override remove = (): Promise<void> => Promise.resolve();
  override takeTurn = (): Promise<boolean> => Promise.resolve(true);
  override leaveTurn = (): Promise<void> => Promise.resolve();
  override swap = (_id: string, before: string, after: string): Promise<boolean> => {
    if (this.text !== before) return Promise.resolve(false);
    this.text = after;
    return Promise.resolve(true);
  };
}

interface Sent {
  readonly id: string;
  readonly passings: number[];
  readonly rewound: boolean;
  /** The delivery that was noted as under way when this was sent. */
  readonly noted: DeliveryState['underWay'];
}

describe(WebhookDelivery.name, () => {
  let repository: NaivePassingsRepository;
  let states: MemoryStates;
  let sent: Sent[];
  let answer: () => Promise<Outcome>;
  let delivery: WebhookDelivery | undefined;
  let heard: () => void;

  beforeEach(async () => {
    repository = new NaivePassingsRepository();
    await repository.store(
      [1, 2, 3].map((passingNumber) => aPassing({ passingNumber, timeUs: passingNumber })),
    );
    states = new MemoryStates();
    sent = [];
    answer = () => Promise.resolve(ARRIVED);
    heard = () => undefined;
  });
  afterEach(() => delivery?.end());

  const begin = (now = 'naive.3'): Promise<boolean> => {
    const sender: Pick<WebhookSender, 'send' | 'close'> = {
      send: (id, body) => {
        const { data } = JSON.parse(body) as {
          data: { passings: { passing_number: number }[]; rewound?: true };
        };
        const passings = data.passings.map((row) => row.passing_number);
        sent.push({ id, passings, rewound: data.rewound === true, noted: states.state.underWay });
        heard();
        return answer();
      },
      close: () => undefined,
    };
    delivery = new WebhookDelivery(HOOK, {
      batches: new FeedBatches(repository.feed, new FeedTail(repository.feed, () => undefined), undefined),
      states,
      sender: sender as WebhookSender,
      now: () => Promise.resolve(now),
      nowMs: () => 0,
      tell: () => undefined,
      onStorageTrouble: () => undefined,
    });
    return delivery.run();
  };
  const untilSent = async (count: number): Promise<void> => {
    while (sent.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
  };

  it('notes what is under way before it is sent, and where it is afterwards', async () => {
    const over = begin();
    await untilSent(1);
    expect(sent).toMatchObject([{ passings: [1, 2, 3], rewound: false, noted: { until: 'naive.3' } }]);
    expect(sent[0]?.noted?.id).toBe(sent[0]?.id);
    while (states.state.underWay !== null) await new Promise((resolve) => setImmediate(resolve));
    expect(states.state).toMatchObject({ cursor: 'naive.3', failures: 0 });
    delivery?.end();
    expect(await over).toBe(false);
  });

  it('sends the same rows under the same id where it is not known whether they arrived', async () => {
    states.text = JSON.stringify({
      ...firstState('naive.0', 1),
      underWay: { id: 'msg_before', until: 'naive.2' },
    });
    void begin();
    await untilSent(2);
    expect(sent.map(({ id, passings }) => [id === 'msg_before', passings])).toEqual([
      [true, [1, 2]],
      [false, [3]],
    ]);
  });

  it('says under a new id that passings may come again, where the storage may have been set back', async () => {
    states.text = JSON.stringify({
      ...firstState('naive.0', 1),
      underWay: { id: 'msg_before', until: 'naive.2' },
    });
    void begin('other.9');
    await untilSent(1);
    expect(sent).toMatchObject([{ passings: [1, 2, 3], rewound: true }]);
    expect(sent[0]?.id).not.toBe('msg_before');
  });

  it('begins nothing where another gateway noted something meanwhile', async () => {
    let other = (): void => undefined;
    answer = () => {
      other();
      return Promise.resolve(ARRIVED);
    };
    other = () => {
      states.text = JSON.stringify(firstState('naive.9', 1));
    };
    expect(await begin()).toBe(false);
    expect(sent).toHaveLength(1);
    expect(states.state.cursor).toBe('naive.9');
  });

  it('is paused by a receiver that wants no more', async () => {
    answer = () => Promise.resolve({ ...ARRIVED, trouble: 'answered 410', statusCode: 410 });
    expect(await begin()).toBe(true);
    expect(states.state).toMatchObject({ pausedBecause: 'answered 410', cursor: 'naive.0', failures: 1 });
  });
});
