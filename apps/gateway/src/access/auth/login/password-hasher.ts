import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Problem } from '../../../platform/problems/problem.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing shares its threads with the writing of files: more at once would delay passings from the decoders. */
const AT_ONCE = 2;
const MOST_WAITING = 16;
const ALGORITHM_PREFIX = '$argon2id$v=19$m=19456,t=2,p=1$';

@Injectable()
export class PasswordHasher {
  private readonly limit = pLimit(AT_ONCE);
  private nobody: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.run(() => hash(password, COST));
  }

  /** Takes as long without a hash, and is false: the time does not tell whether a user exists. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    this.nobody ??= this.limit(() => hash('nobody has this password', COST));
    const compared = passwordHash ?? (await this.nobody);
    const isRight = await this.run(() => verify(compared, password));
    return isRight && passwordHash?.startsWith(ALGORITHM_PREFIX) === true;
  }

  private run<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.limit.pendingCount >= MOST_WAITING) {
      throw new Problem({
        status: 503,
        reason: 'auth.busy',
        message: 'Too many logins at once: try again in a moment.',
        headers: { 'Retry-After': '1' },
      });
    }
    return this.limit(work);
  }
}
