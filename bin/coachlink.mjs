#!/usr/bin/env node
import { prepareProject } from '../scripts/prepare/project.mjs';

await prepareProject();
await import('../dist/apps/cli/src/main.js');
