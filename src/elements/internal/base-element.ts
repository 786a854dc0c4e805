import { LitElement } from 'lit';

/** What all our elements are. */
export abstract class BaseElement extends LitElement {
  /** What a server rendered is drawn anew in its place: the same, but alive. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }
}
