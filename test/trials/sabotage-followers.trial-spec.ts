import { type Followed, Followers } from './followers/followers.js';
import { report } from './report.js';
import type { Sabotage } from './sabotage.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { killGateway, setRedisBack } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

interface Crime extends Sabotage {
  readonly name: string;
  /** Figure in which readers must show the crime. */
  readonly shows: 'lacking' | 'repeats';
  readonly trial: (trial: Trial) => Promise<unknown>;
}

/** Crimes against the feed, each tried as the good gateway is in `followers`, and each trial must turn red. */
const CRIMES: readonly Crime[] = [
  {
    name: 'the sequence is set behind the script, by a command of its own',
    file: 'libs/passings/src/redis/passings-writer.js',
    text: 'const sent = this.redis.storePassings(declared.length, ...declared, ...head, ...texts, ...records);',
    instead: `const before = this.redis.getrangeBuffer(keys.feed, 0, 17);
      const sent = this.redis.storePassings(declared.length, ...declared, ...head, ...texts, ...records);
      const after = this.redis.getrangeBuffer(keys.feed, 0, 17);
      const set = (run) => this.redis.setrange(keys.feed, 0, run);
      Promise.all([before, after]).then(([one, other]) => set(one).then(() => set(other))).catch(() => undefined);`,
    shows: 'lacking',
    trial: (trial) => killGateway(trial, 4),
  },
  {
    name: 'a server that was set back goes on in the same generation',
    file: 'libs/passings/src/redis/feed/feed-generations.js',
    text: 'const generations = before?.generations ?? [];',
    instead: 'const generations = before?.generations ?? []; if (before !== undefined) return before;',
    shows: 'lacking',
    trial: (trial) => setRedisBack(trial, 3),
  },
  {
    name: 'a filter comes before the sequence: cursors count the rows that match',
    file: 'apps/gateway/src/api/feed/pages/feed-pages.js',
    text: '({ cursor, hasMore } = page);',
    instead: `({ hasMore } = page);
      const matching = Array.from({ length: page.columns.length }, (_, row) => page.columns.at(row)).filter((passing) => isWanted?.(passing) ?? true).length;
      cursor = isWanted === undefined ? page.cursor : cursor.replace(/[0-9]+$/, (sequence) => String(Number(sequence) + matching));`,
    shows: 'repeats',
    trial: (trial) => killGateway(trial, 2),
  },
];

describe('readers notice', () => {
  it.each(IS_FULL ? CRIMES : CRIMES.slice(1, 2))(
    '$name',
    async ({ name, shows, trial: harm, ...wrong }) => {
      const build = new SabotagedBuild(wrong);
      const trial = await Trial.start({
        environment: { COACHLINK_WEBHOOK_LOCAL: 'on' },
        main: build.main,
      });
      const followers = await Followers.begin(trial);
      try {
        trial.ride();
        await harm(trial);
        trial.rest();
        await trial.settled();
        const followed = await followers.compare();
        report(`sabotage, ${name}`, followed);
        const figures = Object.values(followed).map((each: Followed) => each[shows]);
        expect(Math.max(...figures)).toBeGreaterThan(0);
      } finally {
        await followers.end();
        await trial.end();
        build.remove();
      }
    },
    600_000,
  );
});
