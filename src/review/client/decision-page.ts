import './no-eval.ts';
import { openDecision } from './decision.ts';
import { forgetOnSignOut } from './forget-on-sign-out.ts';

forgetOnSignOut();
openDecision();
