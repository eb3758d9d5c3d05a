import { Problem } from '../../platform/problems/problem.js';

export const MOST_WEBHOOKS = 20;
export const TOO_MANY_WEBHOOKS_REASON = 'webhook.too_many';
export const TEST_UNDER_WAY_REASON = 'webhook.test_under_way';

export function unknownWebhook(): Problem {
  return new Problem({
    status: 404,
    reason: 'webhook.unknown',
    message: 'There is no webhook of this id. GET /api/v1/webhooks lists those that there are.',
  });
}

export function tooManyWebhooks(): Problem {
  return new Problem({
    status: 409,
    reason: TOO_MANY_WEBHOOKS_REASON,
    message: `There are ${MOST_WEBHOOKS} webhooks already: remove one first.`,
  });
}

export function testUnderWay(): Problem {
  return new Problem({
    status: 409,
    reason: TEST_UNDER_WAY_REASON,
    message: 'A test of this webhook is under way: wait for its answer, which takes 15 s at most.',
  });
}
