import type { Browser } from 'puppeteer-core';
import type { Section } from './section.js';
import type { BenchServer } from './server.js';
import type { Settings } from './settings.js';

/** What a row measures with. */
export interface Stage {
  readonly server: BenchServer;
  readonly browser: Browser;
  /** The browser's program, for rows that start one of their own. */
  readonly executablePath: string;
  readonly settings: Settings;
}

/** A row of the benchmark. */
export interface Row {
  readonly id: string;
  /** What it measures, for `--help`. */
  readonly summary: string;
  measure(stage: Stage): Promise<Section>;
}

/** The bundled network and the exercise's, where the server has them. */
export const MODELS = {
  pen: '/models/pen/model.json',
  exercise: '/models/mnist-exercise/model.json',
} as const;
