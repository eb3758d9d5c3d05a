// Makes x.generated.ts of each x.lua: the text of a script of Redis, whole and checked. With --check it writes no file,
// and fails where one is outdated. A script is Lua 5.1 that assigns no global and names none that Redis does not have;
// its names of LUA_LAYOUT are put in front of it. `-- include parts/x.lua` includes a part that several scripts share.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const LAYOUT = join(root, 'libs', 'passings', 'src', 'redis', 'lua-layout.ts');
const INCLUDE = /^-- include (\S+)$/;
const IN_REDIS = new Set(
  'KEYS ARGV redis cjson struct string table math error ipairs pairs setmetatable tonumber type unpack'.split(
    ' ',
  ),
);
/** Beginnings of lines that the header of each script must have. */
const TOLD = ['-- KEYS  ', '-- ARGV  ', '-- Reply '];
const MOST_LINES = 400;

const problems = [];

/** Returns the lines of a script and of its parts without comments, as they are sent and as Redis counts them in errors. */
function codeOf(text, folder, problem) {
  return text.split('\n').flatMap((line) => {
    const part = INCLUDE.exec(line)?.[1];
    if (part === undefined) return line.trim() === '' || line.trim().startsWith('--') ? [] : [line];
    const file = join(folder, part);
    if (existsSync(file)) return codeOf(readFileSync(file, 'utf8'), dirname(file), problem);
    problem(`includes ${part}, which is not there`);
    return [];
  });
}

/** Returns the globals of a script: assigned ones, and all names. */
function globalsIn({ globals, body }) {
  const assigned = new Set();
  const visit = (node) => {
    if (Array.isArray(node)) node.forEach(visit);
    if (node === null || typeof node !== 'object') return;
    const targets =
      { AssignmentStatement: node.variables, FunctionDeclaration: [node.identifier] }[node.type] ?? [];
    for (const target of targets)
      if (target?.type === 'Identifier' && !target.isLocal) assigned.add(target.name);
    Object.values(node).forEach(visit);
  };
  visit(body);
  return { assigned: [...assigned], named: new Set(globals.map(({ name }) => name)) };
}

/** Returns a script as Redis gets it. */
function scriptOf(file, { parse, layout }) {
  const problem = (what) => problems.push(`${relative(root, file)} ${what}`);
  const text = readFileSync(file, 'utf8');
  const [header = ''] = text.split(/^(?!--)/m);
  for (const told of TOLD)
    if (!header.includes(`\n${told}`)) problem(`has no line "${told.trim()} ..." in its first lines`);
  if (text.split('\n').length > MOST_LINES) problem(`has more than ${MOST_LINES} lines`);
  const code = codeOf(text, dirname(file), problem).join('\n');
  try {
    const { assigned, named } = globalsIn(parse(code, { luaVersion: '5.1', scope: true }));
    for (const name of assigned) problem(`assigns the global ${name}: say local`);
    const constants = Object.entries(layout).filter(([name]) => named.has(name));
    for (const name of named)
      if (!(name in layout) && !IN_REDIS.has(name) && !assigned.includes(name))
        problem(`names ${name}, which neither Redis nor LUA_LAYOUT has`);
    return `${localsOf(constants)}${code}`;
  } catch (error) {
    problem(`is no Lua: ${error.message}`);
    return code;
  }
}

function localsOf(constants) {
  if (constants.length === 0) return '';
  const [names, values] = [constants.map(([name]) => name), constants.map(([, value]) => literal(value))];
  return `local ${names.join(', ')} = ${values.join(', ')}\n`;
}

function literal(value) {
  if (value instanceof Set) return `{${[...value].map((key) => `[${key}] = true`).join(', ')}}`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function moduleOf(file, script) {
  const name = basename(file, '.lua').replaceAll('-', '_').toUpperCase();
  const text = script.replace(/[\\`]|\$\{/g, '\\$&');
  return `// Made by \`npm run lua\` of ${basename(file)}, where its keys, arguments and reply are told.\nexport const ${name} = \`\n${text}\n\`;\n`;
}

async function readLayout() {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({ input: LAYOUT, cwd: root });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  const { LUA_LAYOUT } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
  return LUA_LAYOUT;
}

const filesIn = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file))
    : [];
const files = ['apps', 'libs', 'bench', 'test'].flatMap(filesIn);
const scripts = files.filter((file) => file.endsWith('.lua') && basename(dirname(file)) !== 'parts').sort();
const tools = { parse: (await import('luaparse')).default.parse, layout: await readLayout() };
const isChecking = process.argv.includes('--check');
for (const file of scripts) {
  const made = file.replace(/lua$/, 'generated.ts');
  const text = moduleOf(file, scriptOf(file, tools));
  if (existsSync(made) && readFileSync(made, 'utf8') === text) continue;
  if (isChecking) problems.push(`${relative(root, made)} is not what its .lua file makes: npm run lua`);
  else if (problems.length === 0) writeFileSync(made, text);
}
for (const file of files.filter((each) => each.endsWith('.generated.ts')))
  if (!scripts.includes(file.replace(/generated\.ts$/, 'lua')))
    problems.push(`${relative(root, file)} has no .lua file: remove it`);
for (const problem of problems) process.stderr.write(`lua: ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
