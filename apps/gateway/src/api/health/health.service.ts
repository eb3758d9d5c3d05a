import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../../platform/problems/problem.js';
import type { LiveAnswer, ReadyAnswer } from './health.answer.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness-check.js';

@Injectable()
export class HealthService {
  constructor(@Inject(READINESS_CHECKS) private readonly readiness: readonly ReadinessCheck[]) {}

  live(): LiveAnswer {
    return { status: 'live' };
  }

  ready(): ReadyAnswer {
    const results = this.readiness.map((check) => [check.subject, check.trouble()] as const);
    const checks = Object.fromEntries(results.map(([subject, trouble]) => [subject, trouble?.name ?? 'ok']));
    const troubles = results.flatMap(([, trouble]) => trouble ?? []);
    const messages = troubles.map(({ message }) => message);
    if (troubles.every(({ isBearable }) => isBearable === true))
      return { status: 'ready', checks, details: { checks, messages } };
    throw new Problem({
      status: 503,
      reason: 'health.not_ready',
      message: `Not ready. ${messages.join(' ')}`,
      details: { checks },
      headers: { 'Retry-After': '1' },
    });
  }
}
