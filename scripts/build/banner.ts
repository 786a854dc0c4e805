import type { RenderedChunk } from 'rollup';

const OWN = 'digit-recognizer, MIT.';

/** What a script contains beside our own, by the folder of node_modules it comes from. */
const CONTAINED: readonly [folder: RegExp, notice: string][] = [
  [/node_modules\/(@lit|lit)\b/, 'Lit (BSD-3-Clause, Google LLC)'],
  [/node_modules\/@tensorflow\//, 'parts of TensorFlow.js 4.22 (Apache-2.0, Google LLC)'],
];

/**
 * The notice that the licences of a chunk's modules want kept with them; before it the word by which
 * React's bundlers keep components out of what renders on servers.
 */
export function bannerOf({ modules, name }: Pick<RenderedChunk, 'modules' | 'name'>): string {
  const notice = noticeOf(modules);
  return name === 'react' ? `'use client';\n${notice}` : notice;
}

function noticeOf(modules: RenderedChunk['modules']): string {
  const rendered = Object.entries(modules).filter(([, { code }]) => code);
  const notices = CONTAINED.filter(([folder]) => rendered.some(([id]) => folder.test(id)));
  if (notices.length === 0) return `/*! ${OWN} */`;
  return `/*! ${OWN} Contains ${notices.map(([, notice]) => notice).join(' and ')}. */`;
}
