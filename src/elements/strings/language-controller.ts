import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatFor, type Format } from './format.js';
import { loadStrings, stringsFor, subscribeToStrings } from './registry.js';
import type { Strings } from './strings.js';
import { watchTree } from '../dom.js';

const CHANGES: MutationObserverInit = { attributeFilter: ['lang'] };

/** Gives its host the words and the numbers of the page's language, and follows it when it changes. */
export class LanguageController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: () => void;
  #language = '';
  #stop: (() => void)[] = [];

  /** @param changed called when words or numbers are others than before. */
  constructor(host: ReactiveControllerHost & HTMLElement, changed: () => void = () => undefined) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  get strings(): Strings {
    return stringsFor(this.#language);
  }

  get format(): Format {
    return formatFor(this.#language);
  }

  hostConnected(): void {
    this.#stop = [
      watchTree(this.#host, CHANGES, () => this.#look()),
      subscribeToStrings(() => this.#tell()),
    ];
    this.#look();
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
  }

  #look(): void {
    const language = languageOf(this.#host);
    if (language === this.#language) return;
    this.#language = language;
    void loadStrings(language);
    this.#tell();
  }

  #tell(): void {
    this.#host.requestUpdate();
    this.#changed();
  }
}

/** The nearest `lang`, out through shadow trees as languages are inherited; empty for none. */
function languageOf(element: Element): string {
  const holder = element.closest('[lang]');
  if (holder) return holder.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return 'host' in root ? languageOf(root.host as Element) : '';
}
