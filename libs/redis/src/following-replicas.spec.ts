import { FollowingReplicas, readReplication, type Replication } from './following-replicas.js';

const info = (role: string, history: string, ...replicas: string[]): string =>
  [
    '# Replication',
    `role:${role}`,
    `connected_slaves:${replicas.length}`,
    ...replicas.map((replica, at) => `slave${at}:${replica},offset=1,lag=0`),
    'master_failover_state:no-failover',
    `master_replid:${history}`,
  ].join('\r\n');

describe(readReplication, () => {
  it('tells the role, the history, and who follows', () => {
    const one = 'ip=127.0.0.1,port=6380,state=online';
    const other = 'ip=::1,port=6381,state=wait_bgsave';
    expect(readReplication(info('master', 'ab12', one, other))).toEqual({
      isMaster: true,
      history: 'ab12',
      following: ['127.0.0.1:6380'],
    });
    expect(readReplication(info('slave', 'ab12')).isMaster).toBe(false);
    expect(readReplication('')).toEqual({ isMaster: false, history: '', following: [] });
  });
});

describe(FollowingReplicas.name, () => {
  const state = (history: string, ...following: string[]): Replication => ({
    isMaster: true,
    history,
    following,
  });

  it('wants nothing of a Redis without replicas', () => {
    const replicas = new FollowingReplicas(true);
    replicas.note(state('a'), 0);
    expect(replicas.required(0)).toBe(0);
  });

  it('wants all that follow, and one that left for a while: it may be the new master', () => {
    const replicas = new FollowingReplicas(true);
    replicas.note(state('a', 'one', 'two'), 0);
    expect(replicas.required(0)).toBe(2);
    replicas.note(state('a', 'two'), 10_000);
    expect(replicas.required(10_000)).toBe(2);
    replicas.note(state('a', 'two'), 10_001);
    expect(replicas.required(10_001)).toBe(1);
  });

  it.each([
    ['where another server may take over', true, 1],
    ['where none can', false, 0],
  ])('of a master that lost all of them wants one %s', (_, mayFailOver, required) => {
    const replicas = new FollowingReplicas(mayFailOver);
    replicas.note(state('a', 'one'), 0);
    replicas.note(state('a'), 20_000);
    expect(replicas.required(20_000)).toBe(required);
  });

  it('begins anew with another master, and knows that there were replicas', () => {
    const replicas = new FollowingReplicas(true);
    replicas.note(state('a', 'one', 'two'), 0);
    replicas.note(state('b'), 1000);
    expect(replicas.required(1000)).toBe(1);
    replicas.note(state('b', 'one'), 1500);
    expect(replicas.required(1500)).toBe(1);
  });
});
