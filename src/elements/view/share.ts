import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/**
 * Sets the custom property `--_share` (0 to 1) of the element it stands in. Lit's `styleMap` writes
 * a style attribute when it first renders, which a strict content security policy refuses.
 */
class ShareDirective extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new TypeError('share() stands in an element tag.');
  }

  /** Declares what the directive is called with; it is never rendered as text. */
  declare render: (share: number) => unknown;

  override update(part: ElementPart, [share]: [number]): unknown {
    (part.element as HTMLElement).style.setProperty('--_share', share.toFixed(4));
    return noChange;
  }
}

export const share = directive(ShareDirective);
