import type { CSSResultGroup } from 'lit';
import { answerStyles } from './styles-answer.js';
import { cardStyles } from './styles-card.js';
import { tokens } from './styles-tokens.js';
import { toolbarStyles } from './styles-toolbar.js';

export const styles: CSSResultGroup = [tokens, cardStyles, toolbarStyles, answerStyles];
