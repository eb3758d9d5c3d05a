// The form of a commit's subject (CONTRIBUTING.md). `npm run commits` reads it, and so does the workflow.
const ERROR = 2;

export default {
  rules: {
    'header-max-length': [ERROR, 'always', 72],
    'type-enum': [
      ERROR,
      'always',
      ['feat', 'fix', 'perf', 'refactor', 'test', 'docs', 'build', 'ci', 'style', 'bench', 'chore'],
    ],
    'type-empty': [ERROR, 'never'],
    'scope-case': [ERROR, 'always', 'lower-case'],
    'subject-empty': [ERROR, 'never'],
    'subject-case': [ERROR, 'never', ['sentence-case', 'start-case', 'pascal-case', 'upper-case']],
    'subject-full-stop': [ERROR, 'never', '.'],
  },
};
