import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Read or spelled in one place, so that it is found there. */
const ONE_PLACE_EACH = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Read the environment once, in apps/gateway/src/platform/config.',
  },
  {
    selector: 'TemplateElement[value.raw=/^cl:[{]/]',
    message: 'Keys are spelled in libs/redis/src/site-keys.ts.',
  },
  {
    selector:
      ":matches(Literal[value='main'], TemplateElement[value.raw='main'])" +
      ":not(CallExpression[arguments.0.value='COACHLINK_SITE'] > *)",
    message: 'The site is an argument: its default is read with COACHLINK_SITE, and nowhere else.',
  },
  {
    selector: 'AssignmentPattern[left.name=/^site$/i]',
    message: 'The site is an argument without a default.',
  },
];
const DECODER = 'libs/decoder/src';
/** Folders of protocols, each with a protocol.ts of its own. */
const PROTOCOLS = readdirSync(DECODER).filter((name) => existsSync(`${DECODER}/${name}/protocol.ts`));

const inEitherCase = (name) => `[${name[0]}${name[0].toUpperCase()}]${name.slice(1)}`;

const PROTOCOL_BY_ITS_PORT = {
  selector: `Identifier[name=/^(${PROTOCOLS.map(inEitherCase).join('|')})/]`,
  message:
    'A protocol is named in its folder and in libs/decoder/src/registry.ts; use the port (protocol.ts).',
};

/** A comment that begins with a pronoun has its subject somewhere else (CONTRIBUTING.md). */
const PRONOUN = /^\*?\s*(What|Whoever|Who|Nothing|Those|They|Behind|Else)\b/;
const comments = {
  rules: {
    'subject-first': {
      create: ({ sourceCode, report }) => ({
        Program() {
          for (const { value, loc } of sourceCode.getAllComments())
            if (PRONOUN.test(value))
              report({ loc, message: 'The comment begins with its subject: a noun or a verb.' });
        },
      }),
    },
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'clients/', 'coverage/', 'node_modules/', '.coachlink/', '.bench/', '.mutation/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
        module: 'writable',
        require: 'readonly',
      },
    },
  },
  { files: ['**/*.ts', '**/*.mjs'], plugins: { comments }, rules: { 'comments/subject-first': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off', // emitDecoratorMetadata needs value imports for injection
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Answers are shapes; their classes exist for the OpenAPI document.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...ONE_PLACE_EACH, PROTOCOL_BY_ITS_PORT],
    },
  },
  // Made of .lua files, whose length scripts/lua.mjs looks at.
  { files: ['**/*.generated.ts'], rules: { 'max-lines': 'off' } },
  {
    // The protocol itself, and what stands for a decoder.
    files: [
      ...PROTOCOLS.map((name) => `${DECODER}/${name}/**/*.ts`),
      'libs/decoder/src/registry.ts',
      'apps/simulator/**/*.ts',
      '**/testing/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...ONE_PLACE_EACH] },
  },
  {
    files: [
      '**/*.spec.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
      'apps/*/src/main.ts',
      'libs/redis/src/site-keys.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
