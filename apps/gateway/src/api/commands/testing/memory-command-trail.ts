import {
  type CommandConclusion,
  type CommandExecution,
  type CommandIntention,
  CommandTrail,
} from '../trail/command-trail.js';

/** The trail in its plainest form. */
export class MemoryCommandTrail extends CommandTrail {
  private readonly executions: CommandExecution[] = [];

  override intend(intentions: readonly CommandIntention[]): Promise<readonly string[]> {
    const first = this.executions.length;
    const added = intentions.map((each, at) => ({ ...each, id: `${first + at}-0`, conclusion: undefined }));
    this.executions.push(...added);
    return Promise.resolve(added.map(({ id }) => id));
  }

  override conclude(id: string, conclusion: CommandConclusion): Promise<void> {
    const at = this.executions.findIndex((each) => each.id === id);
    const execution = this.executions[at];
    if (execution === undefined) throw new Error(`nothing was intended as ${id}`);
    this.executions[at] = { ...execution, conclusion };
    return Promise.resolve();
  }

  override newest(limit: number): Promise<readonly CommandExecution[]> {
    return Promise.resolve(this.executions.toReversed().slice(0, limit));
  }
}
