import { Command } from 'commander';
import { findBrowser } from './find-browser.js';
import { testStories } from './story-tests.js';

const { update } = new Command('test:stories')
  .description('opens every story and page of the Storybook, and looks at it')
  .option('--update', 'take the pictures of test/screenshots/ anew; look at what changed')
  .parse()
  .opts<{ update?: boolean }>();

const { passed, failed } = await testStories(findBrowser(), { update });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
