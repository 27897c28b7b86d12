import './no-eval.ts';
import './viewer.css';
import { openDecision } from './decision.ts';
import { byId } from './elements.ts';
import { forgetOnSignOut } from './forget-on-sign-out.ts';
import { openStudy } from './open-study.ts';
import { studyDocumentSchema } from '../study/study-document.ts';

forgetOnSignOut();
openDecision();
const text = byId('study-document', HTMLScriptElement).textContent;
await openStudy(studyDocumentSchema.parse(JSON.parse(text)));
