import { RecordsGone } from '#passings';
import { failureWords, STORAGE_TROUBLES, storageTroubleOf, TROUBLE_WORDS } from './storage-trouble.js';

const reply = (message: string, causes: object = {}): Error =>
  Object.assign(new Error(message), { name: 'ReplyError', ...causes });
const socket = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });
const named = (name: string, causes: object = {}): Error => Object.assign(new Error(''), { name, ...causes });

// Error messages of Redis 7.0 and ioredis 6, word by word.
const oom = reply("OOM command not allowed when used memory > 'maxmemory'.");
const oomOfRedis6 = reply(
  'ERR Error running script (call to f_08bf): @user_script:1: @user_script: 1: -OOM command not allowed when ' +
    "used memory > 'maxmemory'.",
);
const aof = reply(
  'MISCONF Errors writing to the AOF file: No space left on device script: 8f42, on @user_script:1.',
);

describe(storageTroubleOf.name, () => {
  it.each([
    ['closed', new Error('Connection is closed.'), 'down'],
    ['not open', new Error("Stream isn't writeable and enableOfflineQueue options is false"), 'down'],
    ['nobody there', socket('ECONNREFUSED', 'connect'), 'down'],
    ['no socket file', socket('ENOENT', 'connect'), 'down'],
    ['closed before the reply', named('MaxRetriesPerRequestError'), 'down'],
    ['no reply in time', new Error('Command timed out'), 'slow'],
    [
      'a silent peer',
      new Error('Socket timeout. Expecting data, but didn’t receive any in 10000ms.'),
      'slow',
    ],
    ['held up by a script', reply('BUSY Redis is busy running a script.'), 'slow'],
    ['loading', reply('LOADING Redis is loading the dataset in memory'), 'loading'],
    ['a replica', reply("READONLY You can't write against a read only replica."), 'read_only'],
    ['full', oom, 'out_of_memory'],
    ['full, within a script of Redis 6', oomOfRedis6, 'out_of_memory'],
    ['full, within a transaction', reply('EXECABORT Discarded', { previousErrors: [oom] }), 'out_of_memory'],
    ['no append-only file', aof, 'disk_full'],
    ['no snapshots', reply('MISCONF Redis is configured to save RDB snapshots'), 'disk_full'],
    ['no quorum', reply('CLUSTERDOWN The cluster is down'), 'servers_missing'],
    [
      'half of the keys on another node',
      reply('TRYAGAIN Multiple keys request during rehashing of slot'),
      'slot_moving',
    ],
    [
      'sent to and fro',
      new Error(
        'Too many Cluster redirections. Last error: ReplyError: TRYAGAIN Multiple keys request during rehashing of slot',
      ),
      'slot_moving',
    ],
    ['sent on', reply('MOVED 1234 127.0.0.1:7001'), 'slot_moving'],
    [
      'asked of the other node',
      new Error('Too many Cluster redirections. Last error: ReplyError: ASK 1234 127.0.0.1:7001'),
      'slot_moving',
    ],
    [
      'down wherever it is asked',
      new Error('Too many Cluster redirections. Last error: ReplyError: CLUSTERDOWN The cluster is down'),
      'servers_missing',
    ],
    ['records that are listed and gone', new RecordsGone('the records of chunk 7 are gone'), 'records_gone'],
    ['no replica', reply('NOREPLICAS Not enough good replicas to write.'), 'servers_missing'],
    ['no node', named('ClusterAllFailedError'), 'down'],
    [
      'no node that loaded',
      named('ClusterAllFailedError', { lastNodeError: reply('LOADING Redis is') }),
      'loading',
    ],
    ['a wrong password', reply('WRONGPASS invalid username-password pair'), 'no_access'],
  ])('%s', (_, error, trouble) => {
    expect(storageTroubleOf(error)).toBe(trouble);
  });

  it.each([
    ['a wrong command of ours', reply('ERR wrong number of arguments')],
    ['a wrong type of ours', reply('WRONGTYPE Operation against a key holding the wrong kind of value')],
    ['a word that only begins like one', reply('LOADINGS of things')],
    [
      'a transaction of ours that cannot be',
      reply('EXECABORT Discarded', { previousErrors: [reply('ERR no')] }),
    ],
    ['a bug', new TypeError('Cannot read properties of undefined')],
    ['a missing file', socket('ENOENT', 'open')],
    ['no error', 'OOM'],
  ])('%s is none', (_, error) => {
    expect(storageTroubleOf(error)).toBeUndefined();
  });

  it('tells of records that are gone which they are', () => {
    expect(failureWords(new RecordsGone('the records of chunk 7 are gone'))).toBe(
      'The storage lacks passings that it has in its list: the records of chunk 7 are gone',
    );
  });

  it('has words for each: a sentence to go on with, and one that says what to do', () => {
    for (const trouble of STORAGE_TROUBLES) {
      expect(TROUBLE_WORDS[trouble].what).toMatch(/^The storage .*[a-z]$/);
      expect(TROUBLE_WORDS[trouble].remedy).toMatch(/^[A-Z].*\.$/);
    }
  });
});
