import { isStorageTrouble } from './storage-trouble.js';

const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });
const socket = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

describe('isStorageTrouble', () => {
  it.each([
    ['closed', new Error('Connection is closed.')],
    ['not open', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
    ['no reply in time', new Error('Command timed out')],
    ['loading', reply('LOADING Redis is loading the dataset in memory')],
    ['read-only', reply("READONLY You can't write against a read only replica.")],
    ['full', reply("OOM command not allowed when used memory > 'maxmemory'.")],
    ['not persisting', reply('MISCONF Redis is configured to save RDB snapshots')],
    ['no quorum', reply('CLUSTERDOWN The cluster is down')],
    ['nobody there', socket('ECONNREFUSED', 'connect')],
    ['no socket file', socket('ENOENT', 'connect')],
  ])('%s: yes', (_, error) => {
    expect(isStorageTrouble(error)).toBe(true);
  });

  it.each([
    ['a wrong command of ours', reply('ERR wrong number of arguments')],
    ['a wrong type of ours', reply('WRONGTYPE Operation against a key holding the wrong kind of value')],
    ['a word that only begins like one', reply('LOADINGS of things')],
    ['a bug', new TypeError('Cannot read properties of undefined')],
    ['a missing file', socket('ENOENT', 'open')],
  ])('%s: no', (_, error) => {
    expect(isStorageTrouble(error)).toBe(false);
  });
});
