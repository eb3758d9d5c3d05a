import fc from 'fast-check';
import { jsonShape } from './json-shape.js';

const shapeOf = (text: string, maxDepth = 4) => jsonShape(Buffer.from(text), maxDepth);

/** Objects of objects, with names from few letters; JSON.stringify writes no name twice. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('tree'), { maxKeys: 4 }),
  ),
}));

describe('jsonShape', () => {
  it.each([
    ['', 'fine'],
    ['{}', 'fine'],
    ['[[[[]]]]', 'fine'],
    ['[[[[[]]]]]', 'too-deep'],
    ['{"a":{"a":{"a":{"a":{}}}}}', 'too-deep'],
    ['"[[[[[["', 'fine'],
    ['{"[[[[[":"\\"[[[[["}', 'fine'],
    ['[[],[],[],[],[],[]]', 'fine'],
    ['{"a":1,"a":2}', 'repeated-name'],
    ['{"a":1,"\\u0061":2}', 'repeated-name'],
    ['{"é":1,"é":2}', 'repeated-name'],
    ['{"a":"a","b":"a"}', 'fine'],
    ['{"a":{"b":1},"b":1}', 'fine'],
    ['{"a":[1,"a","a"],"b":["a"]}', 'fine'],
    ['[{"a":1},{"a":1}]', 'fine'],
    ['{"a":{"x":1},"a":1}', 'repeated-name'],
    ['{"\\\\":1,"\\\\":2}', 'repeated-name'],
    ['{"unfinished', 'fine'],
    ['{"bad\\', 'fine'],
    [']]]}}}', 'fine'],
  ])('%s is %s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });

  it('takes whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2), (value, spaces) => {
        expect(shapeOf(JSON.stringify(value, null, spaces), 100)).toBe('fine');
      }),
    );
  });

  it('finds a name that stands twice, anywhere', () => {
    fc.assert(
      fc.property(tree, tree, fc.string(), (value, other, name) => {
        const written = [value, other, value].map(
          (each) => `${JSON.stringify(name)}:${JSON.stringify(each)}`,
        );
        expect(shapeOf(`[{${written.slice(0, 1).join(',')}}]`, 100)).toBe('fine');
        expect(shapeOf(`[{${written.join(',')}}]`, 100)).toBe('repeated-name');
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof jsonShape(Buffer.from(bytes), 4)).toBe('string');
      }),
    );
  });
});
