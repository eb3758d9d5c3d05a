// Holds asyncapi.yaml against the AsyncAPI specification. Any remark fails.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { root } from './root.mjs';

const text = await readFile(join(root, 'asyncapi.yaml'), 'utf8');
const remarks = await new Parser().validate(text);
for (const { path, message, range } of remarks)
  console.error(`asyncapi.yaml:${range.start.line + 1} ${path.join('.')}: ${message}`);
process.exitCode = remarks.length === 0 ? 0 : 1;
