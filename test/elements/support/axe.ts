import type axe from 'axe-core';

/** axe, as a page's own script: it is no ES module. */
async function loadAxe(): Promise<typeof axe> {
  const page = globalThis as { axe?: typeof axe };
  if (!page.axe) {
    const script = document.createElement('script');
    script.src = '/node_modules/axe-core/axe.min.js';
    document.head.append(script);
    await new Promise((resolve, reject) => {
      script.addEventListener('load', resolve);
      script.addEventListener('error', reject);
    });
  }
  return page.axe as typeof axe;
}

/** What axe finds wrong with an element and all inside it, a line for each; none where all is well. */
export async function violationsOf(element: Element): Promise<string[]> {
  const { run } = await loadAxe();
  // Rules on whole pages (landmarks, a title) have nothing to say about an element.
  const { violations } = await run(element, {
    resultTypes: ['violations'],
    rules: { region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
