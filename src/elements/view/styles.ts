import type { CSSResultGroup } from 'lit';
import { answerStyles } from './styles-answer.js';
import { baseStyles } from './styles-base.js';
import { surfaceStyles } from './styles-surface.js';
import { toolbarStyles } from './styles-toolbar.js';

export const styles: CSSResultGroup = [baseStyles, surfaceStyles, toolbarStyles, answerStyles];
