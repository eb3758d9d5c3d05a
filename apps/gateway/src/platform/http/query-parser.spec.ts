import { Problem } from '../problems/problem.js';
import { parseQuery } from './query-parser.js';

describe('parseQuery', () => {
  it.each([
    [null, {}],
    ['', {}],
    ['a=1&b=', { a: '1', b: '' }],
    ['a', { a: '' }],
    ['a[b]=1', { 'a[b]': '1' }],
    ['a=x%20y+z', { a: 'x y z' }],
  ])('%p is %p', (text, values) => {
    expect(parseQuery(text)).toEqual(values);
  });

  it('keeps __proto__ as a name like any other', () => {
    expect(Object.keys(parseQuery('__proto__=1'))).toEqual(['__proto__']);
  });

  it('names what is given more than once, once', () => {
    const parse = (): unknown => parseQuery('a=1&b=2&a=1&a=3&b=2&c=1');
    expect(parse).toThrow(Problem);
    expect(parse).toThrow('a is given more than once: give it once; b is given more than once');
  });
});
