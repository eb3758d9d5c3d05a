import { HashKeys } from '../auth/secrets/hash-keys.js';
import { AnswerSeal } from './answer-seal.js';

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const answer = { api_secret: 'hunter2', scopes: ['admin'] };

describe(AnswerSeal.name, () => {
  const sealed = new AnswerSeal(new HashKeys(OLD)).seal(answer, 'name');

  it('shows nothing, and opens under the keys of the site and the same name alone', () => {
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('hunter2');
    expect(new AnswerSeal(new HashKeys(NEW, OLD)).unseal(sealed, 'name')).toEqual(answer);
    expect(new AnswerSeal(new HashKeys(NEW)).unseal(sealed, 'name')).toBeUndefined();
    expect(new AnswerSeal(new HashKeys(OLD)).unseal(sealed, 'other')).toBeUndefined();
  });
});
