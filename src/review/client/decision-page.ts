import './no-eval.ts';
import { openDecision } from './decision.ts';
import { guardKeptWork } from './kept-work.ts';

guardKeptWork();
openDecision();
