import { heardOnce, violationLine, type StoryPage } from './story-page.js';

/** @returns what is wrong with a story, a line for each; none where all is well. */
export async function storyFaults({ page, errors }: StoryPage): Promise<readonly string[]> {
  const heard = await heardOnce(page, ({ finished }) => finished.length > 0);
  const { status, reporters } = heard.finished[0]!;
  const violations = reporters.flatMap(({ result }) => result.violations ?? []);
  const faults = [...errors, ...heard.errors, ...violations.map(violationLine)];
  return status === 'error' && faults.length === 0 ? ['failed'] : faults;
}
