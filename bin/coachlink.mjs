#!/usr/bin/env node
import { prepareProject } from '../scripts/prepare.mjs';

await prepareProject();
await import('../dist/apps/cli/src/main.js');
