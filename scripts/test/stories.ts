import { findBrowser } from './find-browser.js';
import { testStories } from './story-tests.js';

const { passed, failed } = await testStories(findBrowser());
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
