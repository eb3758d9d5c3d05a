import { FilesUnderWay } from './files-under-way.js';

describe(FilesUnderWay.name, () => {
  it('lets four of a source be under way, whatever others have', () => {
    const files = new FilesUnderWay();
    const ends = Array.from({ length: 4 }, () => files.begin('one'));
    expect(() => files.begin('one')).toThrow('4 files under way');
    const other = files.begin('other');
    ends[0]?.();
    files.begin('one');
    expect(() => files.begin('one')).toThrow('4 files under way');
    other();
    expect(() => files.begin('other')).not.toThrow();
  });
});
