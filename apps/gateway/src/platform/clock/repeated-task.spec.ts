import { RepeatedTask } from './repeated-task.js';

describe(RepeatedTask.name, () => {
  it('goes on after each pause, begins none before the last has ended, and none after the stop', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    let goOn = (): void => undefined;
    const third = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const task = new RepeatedTask(async () => {
      most = Math.max(most, ++running);
      // Longer than the pause.
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      if (++runs === 3) {
        task.stop();
        goOn();
      }
    }, 1);
    await task.start();
    expect(runs).toBe(1);
    await third;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([runs, most]).toEqual([3, 1]);
  });
});
