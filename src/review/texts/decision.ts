import type { ReviewDecision, Standing } from '../../decisions/review.ts';
import type { ErrorCode } from '../../error-catalogue.ts';
import type { Language } from '../../screening/policy.ts';
import type { ScoreWords } from '../in-words.ts';

export interface DecisionTexts {
  readonly title: string;
  readonly heading: string;
  readonly standing: Readonly<Record<Standing['state'], string>>;
  /** In place of `open`, where somebody had decided about other numbers. */
  readonly outdated: string;
  readonly measuringLater: string;
  readonly history: string;
  readonly line: (what: { decision: string; name: string; at: string }) => string;
  readonly done: Readonly<Record<ReviewDecision, string>>;
  readonly heldBy: (name: string, at: string) => string;
  readonly heldByYou: (at: string) => string;
  readonly nevertheless: (name: string) => string;
  readonly again: string;
  readonly choose: string;
  readonly choices: Readonly<Record<ReviewDecision, string>>;
  /** In their place where there is no number. */
  readonly withoutNumber: {
    readonly choices: Readonly<Record<'change' | 'reject', string>>;
    readonly standing: Readonly<Record<'measuring' | 'rejected', string>>;
  };
  readonly drawFirst: string;
  readonly noNumberDrawn: string;
  readonly reason: string;
  readonly reasonHint: string;
  readonly signed: (name: string) => string;
  readonly send: string;
  readonly readersOnly: string;
  readonly withdrawn: {
    readonly title: string;
    /** @param resource of the record that says so; undefined when an interface engine did */
    readonly by: (resource: string | undefined, date: string) => string;
    readonly undecided: string;
  };
  readonly study: string;
  readonly list: string;
  readonly score: (score: ScoreWords) => string;
  readonly noScore: string;
  readonly quickerTitle: string;
  readonly quicker: string;
  readonly measuredMeanwhile: string;
  readonly nothingOverwritten: string;
  readonly yourReason: string;
  readonly lookAgain: string;
  readonly problems: Readonly<Partial<Record<ErrorCode, string>>>;
}

export const DECISION_TEXTS: Readonly<Record<Language, DecisionTexts>> = {
  en: {
    title: 'Decision on a lumbar MRI',
    heading: 'Decision',
    standing: {
      open: 'Nobody has decided yet.',
      asked: 'A colleague was asked to look.',
      confirmed: 'The result is confirmed.',
      changed: 'The result is confirmed with changes.',
      measuring:
        'The study is being measured as it was drawn. The result is confirmed with changes then; if it has no number, it waits again.',
      rejected: 'The result is rejected.',
    },
    outdated: 'It waits again: what was decided was about other numbers than these.',
    measuringLater: 'If that takes long, it is measured when the patient’s record is opened next.',
    history: 'What was decided so far',
    line: ({ decision, name, at }) => `${decision} by ${name}, ${at}`,
    done: {
      confirm: 'Confirmed',
      change: 'Confirmed with changes',
      reject: 'Rejected',
      ask: 'A colleague asked',
    },
    heldBy: (name, at) => `${name} has taken this to look at, since ${at}.`,
    heldByYou: (at) => `You have taken this to look at, since ${at}.`,
    nevertheless: (name) => `I decide although ${name} has taken it`,
    again: 'Decide again',
    choose: 'What do you decide?',
    choices: {
      confirm: 'Confirm the result as it is',
      change: 'Confirm it with the changes drawn',
      reject: 'Reject it: the number must not be used',
      ask: 'Ask a colleague to look',
    },
    withoutNumber: {
      choices: {
        change: 'Have it measured as it is drawn; the number then waits for a decision',
        reject: 'Leave it without a number: nothing is to be drawn',
      },
      standing: {
        measuring: 'The study is being measured as it was drawn; the number then waits for a decision.',
        rejected: 'The study stays without a number.',
      },
    },
    drawFirst: 'Nothing has been changed on the images.',
    noNumberDrawn:
      'As drawn there is no M-score, so there is nothing to confirm: draw otherwise, or choose one of those below.',
    reason: 'Reason',
    reasonHint:
      'Needed to reject, to leave a study without a number, and to ask. It is kept and written to the record: name no patient in it.',
    signed: (name) => `You sign this as ${name}.`,
    send: 'Sign and decide',
    readersOnly: 'Your role lets you look; reviewers decide.',
    withdrawn: {
      title: 'Entered in error: this result must not be used.',
      by: (resource, date) =>
        `${resource === undefined ? 'The system that tells of reports' : `${resource} in the record`} says that the report or the study was entered in error for this patient; known here since ${date}. What was written to the record about it is taken back.`,
      undecided: 'There is nothing to decide while that stands.',
    },
    study: 'Images and measurements',
    list: 'Back to the worklist',
    score: ({ m, low, high, cutoff }) =>
      `M-score ${m}, 95 % interval ${low} to ${high}${cutoff === undefined ? '' : `, cut-off ${cutoff}`}.`,
    noScore: 'There is no number: the study was refused.',
    quickerTitle: 'Somebody was quicker',
    quicker: 'While you were looking, this was decided:',
    measuredMeanwhile: 'While you were looking, the study was measured anew: the numbers may be others now.',
    nothingOverwritten: 'Your decision was not taken, and nothing was overwritten.',
    yourReason: 'What you had written',
    lookAgain: 'Look again and decide',
    problems: {
      'review/no-decision': 'Choose what you decide.',
      'review/reason-needed': 'Give a reason.',
      'review/nothing-drawn': 'Nothing has been changed on the images: confirm as it is, or draw first.',
      'review/held':
        'A colleague has taken this: say below that you decide nevertheless, or leave it to them.',
      'review/no-number-drawn':
        'As you drew it there is no M-score, so nothing was confirmed. Nothing was decided yet, and your drawing is kept on the page of the study in this browser. Draw otherwise, or choose something else here and say what you saw.',
      'review/nothing-to-confirm':
        'There is no number to confirm: draw what is missing, leave it without a number, or ask.',
      'spine/roi-file-invalid': 'What was drawn cannot be read. Draw it again.',
    },
  },
  sk: {
    title: 'Rozhodnutie o MR driekovej chrbtice',
    heading: 'Rozhodnutie',
    standing: {
      open: 'Zatiaľ nikto nerozhodol.',
      asked: 'O posúdenie bol požiadaný kolega.',
      confirmed: 'Výsledok je potvrdený.',
      changed: 'Výsledok je potvrdený so zmenami.',
      measuring:
        'Vyšetrenie sa meria tak, ako bolo vyznačené. Potom bude výsledok potvrdený so zmenami; ak výsledok nebude, bude čakať znova.',
      rejected: 'Výsledok je zamietnutý.',
    },
    outdated: 'Znova čaká: rozhodlo sa o iných číslach, než sú tieto.',
    measuringLater: 'Ak to trvá dlho, zmeria sa pri najbližšom otvorení dokumentácie pacienta.',
    history: 'Doterajšie rozhodnutia',
    line: ({ decision, name, at }) => `${decision}: ${name}, ${at}`,
    done: {
      confirm: 'Potvrdenie',
      change: 'Potvrdenie so zmenami',
      reject: 'Zamietnutie',
      ask: 'Požiadanie kolegu',
    },
    heldBy: (name, at) => `Na posúdenie prevzal(a): ${name}, ${at}.`,
    heldByYou: (at) => `Na posúdenie ste prevzali vy, ${at}.`,
    nevertheless: (name) => `Rozhodujem, hoci vyšetrenie prevzal(a) ${name}`,
    again: 'Rozhodnúť znova',
    choose: 'Ako rozhodujete?',
    choices: {
      confirm: 'Potvrdiť výsledok tak, ako je',
      change: 'Potvrdiť s vyznačenými zmenami',
      reject: 'Zamietnuť: číslo sa nesmie použiť',
      ask: 'Požiadať kolegu o posúdenie',
    },
    withoutNumber: {
      choices: {
        change: 'Dať zmerať tak, ako je vyznačené; výsledok potom čaká na rozhodnutie',
        reject: 'Ponechať bez výsledku: netreba nič vyznačiť',
      },
      standing: {
        measuring: 'Vyšetrenie sa meria tak, ako bolo vyznačené; výsledok potom čaká na rozhodnutie.',
        rejected: 'Vyšetrenie ostáva bez výsledku.',
      },
    },
    drawFirst: 'Na snímkach sa nič nezmenilo.',
    noNumberDrawn:
      'Ako je vyznačené, M-skóre nie je a niet čo potvrdiť: vyznačte inak, alebo zvoľte niektorú z možností nižšie.',
    reason: 'Dôvod',
    reasonHint:
      'Treba ho pri zamietnutí, pri ponechaní bez výsledku a pri požiadaní kolegu. Uchová sa a zapíše do dokumentácie: neuvádzajte v ňom pacienta.',
    signed: (name) => `Podpisuje: ${name}.`,
    send: 'Podpísať a rozhodnúť',
    readersOnly: 'Vaša rola dovoľuje prezerať; rozhodujú posudzovatelia.',
    withdrawn: {
      title: 'Zadané omylom: tento výsledok sa nesmie použiť.',
      by: (resource, date) =>
        `${resource === undefined ? 'Systém, ktorý oznamuje nálezy, hovorí' : `V dokumentácii ${resource} hovorí`}, že nález alebo vyšetrenie bolo tomuto pacientovi zadané omylom; tu známe od ${date}. Čo sa o ňom zapísalo do dokumentácie, sa berie späť.`,
      undecided: 'Kým to platí, niet o čom rozhodovať.',
    },
    study: 'Snímky a merania',
    list: 'Späť na zoznam',
    score: ({ m, low, high, cutoff }) =>
      `M-skóre ${m}, 95 % interval ${low} až ${high}${cutoff === undefined ? '' : `, hranica ${cutoff}`}.`,
    noScore: 'Výsledok nie je: vyšetrenie sa nedalo zmerať.',
    quickerTitle: 'Niekto bol rýchlejší',
    quicker: 'Kým ste sa pozerali, rozhodlo sa takto:',
    measuredMeanwhile: 'Kým ste sa pozerali, vyšetrenie sa zmeralo znova: čísla môžu byť iné.',
    nothingOverwritten: 'Vaše rozhodnutie sa neprijalo a nič sa neprepísalo.',
    yourReason: 'Čo ste napísali',
    lookAgain: 'Pozrieť znova a rozhodnúť',
    problems: {
      'review/no-decision': 'Zvoľte, ako rozhodujete.',
      'review/reason-needed': 'Uveďte dôvod.',
      'review/nothing-drawn':
        'Na snímkach sa nič nezmenilo: potvrďte výsledok tak, ako je, alebo najprv kreslite.',
      'review/held': 'Vyšetrenie prevzal kolega: nižšie uveďte, že aj tak rozhodujete, alebo mu ho nechajte.',
      'review/no-number-drawn':
        'Ako ste vyznačili, M-skóre nie je, preto sa nič nepotvrdilo. Zatiaľ sa nerozhodlo a vyznačené ostáva na stránke vyšetrenia v tomto prehliadači. Vyznačte inak, alebo tu zvoľte niečo iné a napíšte, čo ste videli.',
      'review/nothing-to-confirm':
        'Nie je čo potvrdiť: vyznačte, čo chýba, ponechajte vyšetrenie bez výsledku alebo požiadajte kolegu.',
      'spine/roi-file-invalid': 'Vyznačené sa nedá prečítať. Vyznačte to znova.',
    },
  },
};
