import { storageTroubleOf } from '../../../platform/storage/storage-trouble.js';
import { packError, unpackError } from './portable-error.js';

const sent = (error: unknown): Error => unpackError(structuredClone(packError(error)));
const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

describe('an error that is sent to another thread', () => {
  const oom = named('ReplyError', "OOM command not allowed when used memory > 'maxmemory'.");

  it.each([
    ['a reply', oom],
    ['of a socket', named('Error', 'connect', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['of a transaction', named('ReplyError', 'EXECABORT Discarded', { previousErrors: [oom] })],
    ['of a cluster', named('ClusterAllFailedError', 'Failed to refresh', { lastNodeError: oom })],
  ])('says of the storage what it said before: %s', (_, error) => {
    expect(storageTroubleOf(error)).toBeDefined();
    expect(storageTroubleOf(sent(error))).toBe(storageTroubleOf(error));
  });

  it('keeps its message and where it was thrown', () => {
    expect(sent(oom)).toMatchObject({ name: oom.name, message: oom.message, stack: oom.stack });
  });

  it('may be no error at all', () => {
    expect(sent('gone').message).toBe('gone');
  });
});
