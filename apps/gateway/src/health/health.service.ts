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

  ready(): ReadyAnswer {
    const results = this.readiness.map((check) => [check.subject, check.trouble()] as const);
    const checks = Object.fromEntries(results.map(([subject, trouble]) => [subject, trouble?.name ?? 'ok']));
    const wrong = results.flatMap(([, trouble]) => trouble?.message ?? []);
    if (wrong.length === 0) return { status: 'ready', checks };
    throw new Problem({
      status: 503,
      reason: 'health.not_ready',
      message: `Not ready. ${wrong.join(' ')}`,
      details: { checks },
      headers: { 'Retry-After': '1' },
    });
  }
}
