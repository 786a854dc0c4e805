import fc from 'fast-check';
import { alter } from '../mutate.js';
import type { Json } from '../support.js';
import { hostileValue, write } from './hostile-values.js';
import { SITES, type Site } from './networks.js';
import {
  broken,
  bytes,
  endless,
  redirected,
  serve,
  type Answer,
  type HostileServer,
} from './server.js';

/** Somebody else's server. */
const EVIL = 'https://evil.test';

const site = fc.constantFrom(...SITES);
/** Without lengths and digests, which would be looked at first. */
const bareSite = fc.constantFrom(...SITES.filter(({ json }) => !('userDefinedMetadata' in json)));
const way = (length: number) => fc.array(fc.nat(50), { minLength: 1, maxLength: length });

/** What comes in the place of a part of a descriptor. */
const change = fc.oneof(
  { weight: 6, arbitrary: hostileValue.map((value) => () => [value]) },
  { weight: 2, arbitrary: fc.constant(() => [] as unknown[]) },
  { weight: 2, arbitrary: fc.constant((part: unknown) => [part, part]) },
  { weight: 1, arbitrary: fc.constant((part: unknown) => [[part]]) },
  { weight: 1, arbitrary: fc.constant((part: unknown) => [{ config: part, layers: [part] }]) },
);

/** The lists of layers in a topology, those of nested models among them, as they stand. */
function layersOf(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray((value as Json)['layers']) ? ((value as Json)['layers'] as Json[]) : [];
  return [...own, ...Object.values(value).flatMap(layersOf)];
}

function answersOf({ json, files }: { json: unknown; files: Site['files'] }): Map<string, Answer> {
  return new Map([
    ['model.json', bytes(write(json), 'application/json')],
    ...[...files].map(([path, content]) => [path, bytes(content)] as const),
  ]);
}

function withAnswer(from: Site, path: string, answer: Answer): HostileServer {
  return serve(answersOf(from).set(path, answer));
}

/** The n-th weight file, in turn. */
function fileOf({ files }: Site, n: number): [string, Uint8Array] {
  return [...files][n % files.size] ?? ['none.bin', new Uint8Array()];
}

/** Any part of the descriptor is replaced, left out, doubled or wrapped. */
const anywhere = fc
  .tuple(site, fc.array(fc.tuple(way(9), change), { minLength: 1, maxLength: 3 }))
  .map(([from, changes]) => {
    const [json] = changes.reduce<readonly unknown[]>(
      ([value], [way, change]) => alter(value, way, change),
      [from.json],
    );
    return serve(answersOf({ ...from, json: json ?? null }));
  });

/** One part of it alone, which many ways from the top would miss. */
const within = (key: string) =>
  fc.tuple(site, way(6), change).map(([from, way, change]) => {
    const json = from.json as Json;
    const [part] = alter(json[key] ?? { digitRecognizer: { format: 1 } }, way, change);
    return serve(answersOf({ ...from, json: { ...json, [key]: part ?? null } }));
  });

/** One layer, whose options most of the code is about. */
const layers = fc.tuple(site, fc.nat(30), way(4), change).map(([from, n, way, change]) => {
  const json = structuredClone(from.json);
  const all = layersOf(json);
  const layer = all[n % all.length]!;
  const [config] = alter(layer['config'], way, change);
  layer['config'] = config ?? null;
  return serve(answersOf({ ...from, json }));
});

const elsewhere = fc.constantFrom(
  `${EVIL}/w.bin`,
  '//evil.test/w.bin',
  '\\\\evil.test\\w.bin',
  'https:\\evil.test\\w.bin',
  'https://memory.test@evil.test/network/w.bin',
  'https://memory.test.evil.test/network/w.bin',
  'https://memory.test:444/network/w.bin',
  'http://memory.test/network/w.bin',
  '/w.bin',
  '../w.bin',
  '%2e%2e/w.bin',
  '.%2E/..\\w.bin',
  'a/../../../w.bin',
  '\t../w.bin',
  'javascript:alert(1)',
  'data:application/octet-stream;base64,AAAA',
  'blob:https://memory.test/1-2-3',
  'file:///etc/passwd',
  'about:blank',
  'https://',
  'https://[::1',
  '',
  '?',
  '#',
  '.',
  'a'.repeat(100_000),
);

/** A weight file that lies somewhere else. */
const paths = fc
  .tuple(bareSite, fc.nat(9), fc.oneof(elsewhere, fc.webUrl(), fc.string(), hostileValue))
  .map(([from, n, path]) => {
    const manifest = (from.json as Json)['weightsManifest'] as readonly { paths: string[] }[];
    const [known] = fileOf(from, n);
    const weightsManifest = manifest.map((group) => ({
      ...group,
      paths: group.paths.map((own) => (own === known ? path : own)),
    }));
    return serve(answersOf({ ...from, json: { ...(from.json as Json), weightsManifest } }));
  });

/** A weight file whose request ends on another origin. */
const redirects = fc
  .tuple(site, fc.nat(9), fc.constantFrom(EVIL, 'http://memory.test', 'https://memory.test:8443'))
  .map(([from, n, origin]) => {
    const [path, content] = fileOf(from, n);
    return withAnswer(from, path, redirected(bytes(content), `${origin}/${path}`));
  });

const float = (value: number) => new Uint8Array(Float32Array.of(value).buffer);

/** Weights that are damaged, endless, missing, a page, or not numbers. */
const weights = fc
  .tuple(site, fc.nat(9), fc.nat(1000), fc.nat(9), fc.uint8Array({ minLength: 1, maxLength: 64 }))
  .map(([from, n, at, kind, noise]) => {
    const [path, content] = fileOf(from, n);
    const offset = content.length === 0 ? 0 : (at * 4) % content.length;
    const spliced = (piece: Uint8Array) => {
      const copy = content.slice();
      copy.set(piece.subarray(0, copy.length - offset), offset);
      return bytes(copy);
    };
    const answers: Answer[] = [
      bytes(content.subarray(0, offset)),
      bytes(Uint8Array.from([...content, ...noise])),
      spliced(noise),
      spliced(float(NaN)),
      spliced(float(Infinity)),
      spliced(float(3e38)),
      bytes('<!doctype html>', 'text/html'),
      endless(4096),
      broken(content.subarray(0, offset)),
      () => new Response(null, { status: 503 }),
    ];
    return withAnswer(from, path, answers[kind] ?? bytes(''));
  });

/** Something other than the descriptor's own JSON. */
const texts = fc
  .tuple(site, fc.nat(100_000), fc.nat(7), fc.string(), fc.uint8Array({ maxLength: 40 }))
  .map(([from, at, kind, text, noise]) => {
    const whole = write(from.json);
    const cut = at % whole.length;
    const answers: Answer[] = [
      bytes(whole.slice(0, cut)),
      bytes(whole.slice(0, cut) + text + whole.slice(cut)),
      bytes(noise),
      bytes('<!doctype html><title>Not found</title>', 'text/html'),
      bytes('['.repeat(at)),
      bytes('{"modelTopology":'.repeat(at % 5000) + '1' + '}'.repeat(at % 5000)),
      endless(65_536),
      broken(new TextEncoder().encode(whole.slice(0, cut))),
    ];
    return withAnswer(from, 'model.json', answers[kind] ?? bytes(''));
  });

/** Each kind of attack, and how many of the cases it has. */
export const ATTACKS: Readonly<Record<string, readonly [fc.Arbitrary<HostileServer>, number]>> = {
  'the descriptor, anywhere': [anywhere, 3000],
  'its topology': [within('modelTopology'), 1500],
  'its layers': [layers, 1500],
  'its manifest': [within('weightsManifest'), 1000],
  'its metadata': [within('userDefinedMetadata'), 500],
  'addresses of weight files': [paths, 1000],
  'redirects of weight files': [redirects, 200],
  'contents of weight files': [weights, 800],
  'text in place of the descriptor': [texts, 500],
};
