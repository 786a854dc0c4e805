import type { DigitRecognizerElement } from '../../src/elements/digit-recognizer-element.js';
import { sampleDrawings } from '../../scripts/lib/sample-drawings.js';
import { createBackendsView } from './backends-view.js';
import { createDrawingLink } from './drawing-link.js';
import { createExerciseView } from './exercise-view.js';
import { createModelView } from './model-view.js';
import { createNetworkSwitch } from './network-switch.js';
import { createReadingView } from './reading-view.js';
import { measureInFrame } from './measure-in-frame.js';
import { createReplayButton } from './replay-button.js';
import { createStoryView } from './story-view.js';
import { watchDrawing } from './watch-drawing.js';

const samples = sampleDrawings();

function find<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

await customElements.whenDefined('digit-recognizer');
const pad = find<DigitRecognizerElement>('#pad');
const story = createStoryView(find('main'));
const forget = createBackendsView(find('#backends'), (backend) => {
  const { strokes } = pad;
  const { model, dropped } = networks.current;
  return measureInFrame({
    backend,
    model,
    dropped,
    drawing: strokes.length > 0 ? strokes : samples[0]!,
  });
});
const networks = createNetworkSwitch(find('#model'), (network, { model }) => {
  pad.model = model ?? '';
  story.follow(network);
  story.show(pad.strokes);
  forget();
});
createModelView(find('#model'), networks);
createReadingView(find('#reading'), pad);
createExerciseView(find('#exercise form'));
const look = watchDrawing(pad, story.show);
createReplayButton(find('#replay'), pad, samples, look);
createDrawingLink(find('#link'), pad, look);
networks.named('pen');
// What could not be fetched at first may come later, with the field's own network.
pad.addEventListener('digit-ready', () => networks.again());
