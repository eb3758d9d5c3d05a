#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The image has no sources: what it needs was built with it.
if (existsSync(new URL('../apps', import.meta.url))) {
  const { prepareProject } = await import('../scripts/prepare/project.mjs');
  await prepareProject();
}
await import('../dist/apps/cli/src/main.js');
