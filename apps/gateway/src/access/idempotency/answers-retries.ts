import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { IdentifiedRequest } from '../auth/principal/principal.js';
import { SecretDigest } from '../auth/secrets/secret-digest.js';
import { soleHeader } from '../auth/guard/sole-header.js';
import { invalidFields, Problem } from '../../platform/problems/problem.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { AnswerSeal } from './answer-seal.js';
import { BAD_KEY, IN_PROGRESS, OTHER_CALL } from './idempotency-problems.js';
import { IDEMPOTENCY_KEY, IDEMPOTENT } from './idempotent.decorator.js';
import { KeptAnswers } from './kept-answers.js';

/** Gives a repeated call of an `Idempotent` route the first call's answer, where both have the same Idempotency-Key. */
@Injectable()
export class AnswersRetries implements NestInterceptor {
  private readonly log = new Logger('admin');

  constructor(
    private readonly reflector: Reflector,
    private readonly kept: KeptAnswers,
    private readonly digest: SecretDigest,
    private readonly seal: AnswerSeal,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isIdempotent = this.reflector.get<true | undefined>(IDEMPOTENT, context.getHandler());
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (isIdempotent === undefined || request.headers['idempotency-key'] === undefined) return next.handle();
    return from(this.answer(request, keyOf(request), next));
  }

  /** Answers a call by its key, which belongs to its caller, so that no caller gets the answer to another one's call. */
  private async answer(request: IdentifiedRequest, key: string, next: CallHandler): Promise<unknown> {
    const { method, originalUrl, principal } = request;
    const name = this.digest.of(`${principal?.id ?? ''} ${key}`).toString('hex');
    const text = callText(method, originalUrl, request.body as unknown);
    const fingerprint = this.digest.of(text).toString('base64');
    const kept = await this.kept.begin(name, fingerprint);
    if (kept !== undefined && kept.fingerprint !== fingerprint) throw new Problem(OTHER_CALL);
    if (kept?.answer === null) throw new Problem(IN_PROGRESS);
    const answered = kept === undefined ? undefined : this.seal.unseal(kept.answer, name);
    return answered ?? this.make(name, fingerprint, next);
  }

  private async make(name: string, fingerprint: string, next: CallHandler): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle());
    } catch (error) {
      await this.note('is not free again yet', this.kept.release(name));
      throw error;
    }
    const sealed = this.seal.seal(answer, name);
    await this.note('has no answer for a retry', this.kept.keep(name, { fingerprint, answer: sealed }));
    return answer;
  }

  /** Logs a failed write without failing the call: its record is made, and the caller gets the secret in any case. */
  private async note(what: string, writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.log.warn(`an Idempotency-Key ${what}: ${failureWords(error)}`);
    }
  }
}

/** Returns a call as a text that does not depend on the order of the fields in its body. */
export function callText(method: string, url: string, body: unknown): string {
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([method, url, fields]);
}

function keyOf(request: IdentifiedRequest): string {
  const key = soleHeader(request, 'idempotency-key') ?? '';
  if (!IDEMPOTENCY_KEY.test(key)) throw invalidFields([BAD_KEY]);
  return key;
}
