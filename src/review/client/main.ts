import './no-eval.ts';
import './viewer.css';
import { byId } from './elements.ts';
import { openStudy } from './open-study.ts';
import { studyDocumentSchema } from '../study/study-document.ts';

const text = byId('study-document', HTMLScriptElement).textContent;
await openStudy(studyDocumentSchema.parse(JSON.parse(text)));
