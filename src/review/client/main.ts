import './no-eval.ts';
import './viewer.css';
import { openDecision } from './decision.ts';
import { byId } from './elements.ts';
import { guardKeptWork } from './kept-work.ts';
import { openStudy } from './open-study.ts';
import { studyDocumentSchema } from '../study/study-document.ts';

guardKeptWork();
openDecision();
const text = byId('study-document', HTMLScriptElement).textContent;
await openStudy(studyDocumentSchema.parse(JSON.parse(text)));
