/** A process of its own for the clients, so that reading their answers does not slow the measurement down. */
import type { Question } from './http-line.js';
import { Crowd } from './crowd.js';

export interface CrowdOrder {
  readonly url: string;
  readonly questions: readonly Question[];
  readonly count: number;
}

export interface CrowdTale {
  readonly answered: number;
  readonly refused: number;
  readonly other: number;
}

let crowd: Crowd | undefined;

async function leave(): Promise<void> {
  await crowd?.leave();
  const { answered = 0, refused = 0, other = 0 } = crowd ?? {};
  process.send?.({ answered, refused, other } satisfies CrowdTale, () => process.exit());
}

process.on('message', (order: CrowdOrder | 'leave') => {
  if (order === 'leave') void leave();
  else crowd = new Crowd(order.url, order.questions, order.count);
});
