import { RewriteCare } from './rewrite-care.js';

const ROOM = 1e9;

describe(RewriteCare.name, () => {
  let files: { bytes: number; counted: number };
  let redis: { rewrites: number; status: 'ok' | 'err'; writes: 'ok' | 'err'; isBusy: boolean };
  let freeBytes: number;
  let nowMs: number;
  let asked: number;
  let said: string[];
  let care: RewriteCare;

  beforeEach(() => {
    files = { bytes: 1000, counted: 900 };
    redis = { rewrites: 0, status: 'ok', writes: 'ok', isBusy: false };
    [freeBytes, nowMs, asked, said] = [ROOM, 0, 0, []];
    care = new RewriteCare(
      { bytes: () => files.bytes, manifest: () => '' },
      {
        info: () =>
          Promise.resolve(
            `aof_rewrite_in_progress:${redis.isBusy ? 1 : 0}\r\naof_rewrite_scheduled:0\r\naof_last_bgrewrite_status:` +
              `${redis.status}\r\naof_rewrites:${redis.rewrites}\r\naof_last_write_status:${redis.writes}\r\n` +
              `aof_current_size:${files.counted}\r\n`,
          ),
        rewrite: () => Promise.resolve(asked++),
        freeBytes: () => freeBytes,
        nowMs: () => nowMs,
        say: (message) => said.push(message),
      },
    );
  });

  async function written(): Promise<void> {
    redis.rewrites++;
    files = { bytes: 500, counted: 500 };
    await care.look();
  }

  it('has the file written anew after the start, once, and says nothing of it', async () => {
    await care.look();
    redis.isBusy = true;
    await care.look();
    redis.isBusy = false;
    await written();
    nowMs += 600_000;
    await care.look();
    expect([asked, said]).toEqual([1, []]);
  });

  it('has it written anew when it is longer than Redis knows, and says when that is done', async () => {
    await care.look();
    await written();
    files.bytes += 1;
    await care.look();
    expect(asked).toBe(2);
    await written();
    expect(said).toEqual(['the append-only file is written anew: a full disk has left nothing in it']);
  });

  it('waits while a write is outstanding, which would be in both files', async () => {
    redis.writes = 'err';
    await care.look();
    expect(asked).toBe(0);
    redis.writes = 'ok';
    await care.look();
    expect(asked).toBe(1);
  });

  it('waits for room, and says so once', async () => {
    freeBytes = 1000;
    await care.look();
    await care.look();
    expect(asked).toBe(0);
    expect(said).toEqual([expect.stringContaining('waits for room: it needs 5 MB free')]);
    freeBytes = ROOM;
    await care.look();
    expect(asked).toBe(1);
  });

  it('tries again what failed, with growing pauses, and at once where another hole came', async () => {
    await care.look();
    redis.rewrites++;
    redis.status = 'err';
    for (const [pauseMs, expected] of [
      [4999, 1],
      [1, 2],
      [9999, 2],
      [1, 3],
    ] as const) {
      nowMs += pauseMs;
      await care.look();
      expect(asked).toBe(expected);
    }
    files.bytes += 100;
    await care.look();
    expect(asked).toBe(4);
  });
});
