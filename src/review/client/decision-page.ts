import './no-eval.ts';
import { openDecision } from './decision.ts';
import { guardKeptWork } from './kept-work.ts';
import { keepWhatWasNotTaken } from './not-taken.ts';

guardKeptWork();
keepWhatWasNotTaken();
openDecision();
