import { LitElement } from 'lit';
import { VERSION } from './version.js';

/** What all our elements are. */
export abstract class BaseElement extends LitElement {
  /** The version of the package. */
  static readonly version: string = VERSION;

  /** What a server rendered is drawn anew in its place: the same, but alive. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }
}
