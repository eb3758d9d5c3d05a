import { HostClockWatch } from './host-clock-watch.js';

const DAY_MS = 86_400_000;

describe(HostClockWatch.name, () => {
  let wallMs: number;
  let steadyMs: number;
  let watch: HostClockWatch;
  beforeEach(() => {
    wallMs = Date.UTC(2026, 6, 1);
    steadyMs = 0;
    watch = new HostClockWatch({ nowUs: () => wallMs * 1000 }, { nowMs: () => steadyMs });
  });

  it('tells whoever listens of a step, until they do not listen any more', () => {
    const heard: unknown[] = [];
    const end = watch.listen((step) => heard.push(step));
    wallMs += 800 * DAY_MS;
    watch.look();
    watch.look();
    end();
    wallMs -= 800 * DAY_MS;
    watch.look();
    expect(heard).toEqual([{ byMs: 800 * DAY_MS, atMs: Date.UTC(2026, 6, 1) + 800 * DAY_MS }]);
  });

  it('says why the clock is doubtful, without having been asked to look before', () => {
    expect(watch.doubt()).toBeUndefined();
    wallMs += 800 * DAY_MS;
    expect(watch.doubt()).toBe(
      'the clock of this machine was set forward by 800 days, to 2028-09-08T00:00:00.000Z, ' +
        'and nothing has proven it right since',
    );
    wallMs -= 800 * DAY_MS + 90_000;
    expect(watch.doubt()).toContain('set back by 800 days');
    wallMs += 90_000;
    expect(watch.doubt()).toBeUndefined();
  });

  it('leaves out a reading that was interrupted between the two clocks', () => {
    let isInterrupted = false;
    const interrupted = new HostClockWatch(
      {
        nowUs: () => {
          if (isInterrupted) [wallMs, steadyMs] = [wallMs + 700, steadyMs + 700];
          return wallMs * 1000;
        },
      },
      { nowMs: () => steadyMs },
    );
    isInterrupted = true;
    interrupted.look();
    expect(interrupted.doubt()).toBeUndefined();
  });
});
