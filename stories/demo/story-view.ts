import type { Drawing } from '../../src/ink/index.js';
import type { DigitProbabilitiesElement } from '../../src/elements/digit-probabilities-element.js';
import { createFitView } from './fit-view.js';
import { createImageView } from './image-view.js';
import { createLayersView } from './layers-view.js';
import type { OpenNetwork } from './open-network.js';
import { placeDrawing } from './placement.js';
import { createStrokesView } from './strokes-view.js';

export interface StoryView {
  /** Shows another network from now on. */
  follow(network: OpenNetwork): void;
  /** From the strokes to the probabilities. */
  show(drawing: Drawing): void;
}

/** The steps from a drawing through preprocessing and network, one picture each. */
export function createStoryView(page: Element): StoryView {
  const showStrokes = createStrokesView(page.querySelector('#strokes')!);
  const showFit = createFitView(page.querySelector('#fit')!);
  const showImage = createImageView(page.querySelector('#image')!);
  const layers = createLayersView(page.querySelector('#layers ol')!);
  const probabilities = page.querySelector<DigitProbabilitiesElement>('digit-probabilities')!;
  let network: OpenNetwork | undefined;
  return {
    follow(next) {
      network = next;
      layers.follow(next);
    },
    show(drawing) {
      showStrokes(drawing);
      if (!network) return;
      const { preparation } = network.metadata;
      const placed = placeDrawing(drawing, preparation);
      showFit(placed && { placement: placed.placement, preparation });
      showImage(placed && placed.image);
      const thought = placed && network.think(placed.image);
      layers.light(thought && thought.activations);
      probabilities.probabilities = thought && thought.probabilities;
    },
  };
}
