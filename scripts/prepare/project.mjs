// Prepares `npm start`, `npm test` and `npx coachlink` before any code of ours can run. Uses Node alone, and says on
// stderr what it does, if anything.
import { root } from '../root.mjs';
import { build, isBuilt } from './build.mjs';
import { installDependencies, isInstalled } from './install.mjs';
import { alone } from './lock.mjs';
import { fail } from './terminal.mjs';

/** Installs and builds, in one process at a time. */
export async function prepareProject() {
  checkNode();
  if (isInstalled(root) && isBuilt()) return;
  await alone(async () => {
    await installDependencies();
    await build();
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`needs Node.js 20.19 or newer, and this is ${process.versions.node}: get it from https://nodejs.org`);
}
