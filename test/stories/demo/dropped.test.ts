import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findDescriptor } from '../../../stories/demo/dropped-files.js';
import { addressFiles, fetchDropped } from '../../../stories/demo/dropped-network.js';

const filesAt = (...paths: string[]) => new Map(paths.map((path) => [path, new File([path], 'a')]));

describe('files dropped on the demo', () => {
  it('are a network with the one .json as its descriptor, or with model.json among others', () => {
    assert.equal(findDescriptor(filesAt('net/a.bin', 'net/mine.json')), 'net/mine.json');
    assert.equal(findDescriptor(filesAt('x/package.json', 'x/model.json', 'x/b')), 'x/model.json');
  });

  it('are refused by name without a descriptor, or with several', () => {
    const many = filesAt('a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin');
    assert.throws(() => findDescriptor(many), {
      code: 'dropped-no-descriptor',
      message: /among a\.bin, b\.bin, c\.bin, d\.bin and 1 more\. Choose model\.json/,
    });
    assert.throws(() => findDescriptor(filesAt('a/model.json', 'b/model.json')), {
      code: 'dropped-several-descriptors',
      message: /a\/model\.json, b\/model\.json/,
    });
  });

  it('have a folder of their own each time, and the descriptor its place in it', () => {
    const files = filesAt('my net/w.bin', 'my net/model.json');
    const [first, second] = [1, 2].map(() => addressFiles(files, 'https://here.test/a/'));
    for (const { url, dropped } of [first!, second!]) {
      assert.equal(url, `${dropped.base}my%20net/model.json`);
      assert.match(dropped.base, /^https:\/\/here\.test\/a\/\d+\/$/);
    }
    assert.notEqual(first!.dropped.base, second!.dropped.base);
  });

  it('answer at their own addresses; a missing one is missing, and the rest is left to the page', async () => {
    const asked: string[] = [];
    const others = (input: RequestInfo | URL) => {
      asked.push(String(input));
      return Promise.resolve(new Response('elsewhere'));
    };
    const base = 'http://localhost/dropped/1/';
    const fetch = fetchDropped({ base, files: filesAt('my net/w 1.bin') }, others);
    assert.equal(await (await fetch(`${base}my%20net/w%201.bin`)).text(), 'my net/w 1.bin');
    assert.equal((await fetch(`${base}other.bin`)).status, 404);
    assert.equal(await (await fetch('http://localhost/x')).text(), 'elsewhere');
    assert.deepEqual(asked, ['http://localhost/x']);
  });
});
