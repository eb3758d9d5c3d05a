import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../problems/problem.js';
import type { LiveAnswer, ReadyAnswer } from './health.answer.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness-check.js';

@Injectable()
export class HealthService {
  constructor(@Inject(READINESS_CHECKS) private readonly readiness: readonly ReadinessCheck[]) {}

  live(): LiveAnswer {
    return { status: 'live' };
  }

  async ready(): Promise<ReadyAnswer> {
    const results = await Promise.all(
      this.readiness.map(async (check) => [check.subject, (await check.trouble()) ?? 'ok'] as const),
    );
    const checks = Object.fromEntries(results);
    const wrong = results.filter(([, result]) => result !== 'ok');
    if (wrong.length === 0) return { status: 'ready', checks };
    throw new Problem({
      status: 503,
      reason: 'health.not_ready',
      message: `Not ready: ${wrong.map(([subject, trouble]) => `${subject} ${trouble}`).join('; ')}.`,
      details: { checks },
      headers: { 'Retry-After': '1' },
    });
  }
}
