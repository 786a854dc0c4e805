import { reasonOf } from '../lib/reason.js';
import { ScriptError } from '../lib/script-error.js';
import { withModulePage } from './pages.js';
import { MODELS, type Stage } from './row.js';

/**
 * Makes sure, before minutes of work, that the browser has every backend that is to be measured.
 *
 * @throws ScriptError `page-failed`
 */
export async function checkBackends(stage: Stage): Promise<void> {
  const { backends } = stage.settings;
  await withModulePage(stage, 'recognizer', async (page) => {
    for (const backend of backends) {
      try {
        await page.evaluate((...given) => batches.open(...given), backend, MODELS.pen);
      } catch (error) {
        const others = backends.filter((other) => other !== backend);
        throw new ScriptError(
          'page-failed',
          `${backend} does not work in this browser (${reasonOf(error)}): ` +
            `leave it out, with --backends ${others.join(',')}.`,
        );
      }
    }
  });
}
