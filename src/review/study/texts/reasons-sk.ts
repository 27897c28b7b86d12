import { slovak as card } from '../../../../cds-services/texts/sk.ts';
import type { ErrorCode } from '../../../error-catalogue.ts';
import type { ReasonText } from './study-texts.ts';

const { limits } = card;
const said = (text: string, remedy: string): ReasonText => ({ text, remedy });

/** Why a study has no number, and what must be known about one that it has; English stands in the catalogue. */
export const SLOVAK_REASONS: Readonly<Partial<Record<ErrorCode, ReasonText>>> = {
  'study/ambiguous': said(
    'Vyšetrenie sa nedá jednoznačne určiť.',
    'Uveďte identifikačné číslo vyšetrenia (accession number).',
  ),
  'study/patient-mismatch': said(
    'Snímky patria inému pacientovi než dokumentácia.',
    'Skontrolujte identifikátory pacienta a ich vydavateľov v PACS a v NIS.',
  ),
  'study/patient-unverified': said(
    'Nič nedokazuje, že snímky patria pacientovi z dokumentácie.',
    'Nastavte, ktorý identifikátor pacienta je v DICOM ako Patient ID.',
  ),

  'dicom/not-dicom': said('Súbor nie je DICOM.', 'Použite pôvodné súbory z PACS.'),
  'dicom/truncated': said('Súbor DICOM sa končí predčasne.', 'Načítajte ho znova.'),
  'dicom/invalid': said('Súbor DICOM je poškodený alebo mu chýba povinný údaj.', 'Načítajte ho znova.'),
  'dicom/no-pixel-data': said('Súbor DICOM neobsahuje obraz.', 'Použite samotnú snímku, nielen hlavičku.'),
  'dicom/transfer-syntax': said(
    'Obraz je uložený spôsobom, ktorý sa nedá prečítať.',
    'Pošlite snímky bez kompresie alebo s bezstratovou kompresiou.',
  ),
  'dicom/undecodable': said('Komprimovaný obraz sa nedá dekódovať.', 'Načítajte snímky znova.'),
  'dicom/no-geometry': said(
    'Snímky neuvádzajú, kde v pacientovi ležia.',
    'Pošlite pôvodné snímky s polohou, orientáciou a veľkosťou pixela.',
  ),
  'dicom/pixel-format': said(
    'Obraz nie je jednokanálový v odtieňoch sivej (MONOCHROME2).',
    'Pošlite pôvodné magnitúdové snímky.',
  ),

  'series/no-sagittal-t1': said(
    'Vyšetrenie nemá sagitálnu sériu T1 spin-echo, ktorú možno zmerať.',
    'Prečítajte dôvod pri každej sérii; potrebná je sagitálna T1 bez kontrastu.',
  ),
  'series/contrast': said(
    'Našli sa len snímky T1 po podaní kontrastu.',
    'Zmerajte sériu spred podania kontrastnej látky.',
  ),
  'series/lossy': said('Snímky majú stratovú kompresiu.', 'Pošlite pôvodné snímky alebo bezstratovú kópiu.'),
  'series/not-original': said('Snímky sú odvodené, nie pôvodné.', 'Pošlite pôvodné snímky.'),
  'series/body-part': said('Snímky zobrazujú inú časť tela.', 'Použite vyšetrenie driekovej chrbtice.'),
  'series/mixed': said(
    'Snímky série nevznikli rovnakým spôsobom.',
    'Zmerajte sériu z jednej akvizície, s jedným prístrojom, cievkou a protokolom.',
  ),

  'spine/no-rois': said('Stavce L1–L4 v tomto vyšetrení nikto neoznačil.', 'Označte ich na snímkach.'),
  'spine/roi-file-invalid': said('Súbor ROI nie je platný.', 'Opravte uvedené pole.'),
  'spine/roi-other-study': said('Súbor ROI patrí k iným snímkam.', 'Použite súbor nakreslený na týchto.'),
  'spine/levels-implausible': said(
    'Označené stavce nemajú poradie alebo vzdialenosti driekových stavcov.',
    'Skontrolujte označenia stavcov.',
  ),
  'spine/roi-outside': said(limits['spine/roi-outside'], 'Nakreslite ROI znova.'),
  'spine/too-few-levels': said(
    'Zmerať sa dajú menej ako dva zo stavcov L1–L4.',
    'Označte viac stavcov, alebo postupujte ako zvyčajne.',
  ),
  'spine/not-lumbar': said(
    'Snímky neukazujú driekovú chrbticu zboku.',
    'Skontrolujte, či je séria sagitálna a drieková, alebo stavce označte ručne.',
  ),
  'spine/no-sacrum': said(
    'Krížová kosť nie je viditeľná, stavce sa preto nedajú spočítať.',
    'Zmerajte sériu, ktorá siaha po krížovú kosť, alebo stavce označte ručne.',
  ),
  'spine/too-few-bodies': said(
    'Nad krížovou kosťou sú viditeľné menej ako štyri telá stavcov.',
    'Zmerajte sériu s väčším zorným poľom, alebo stavce označte ručne.',
  ),
  'spine/numbering-uncertain': said(
    'Nie je isté, ktorý stavec je ktorý (prechodný stavec, alebo viac či menej ako päť driekových).',
    'Nechajte stavce očíslovať rádiológom a označte ich ručne.',
  ),
  'spine/slices-disagree': said('Snímky pomenúvajú stavce rozdielne.', 'Označte stavce ručne.'),
  'spine/instrumentation': said(
    'V telách stavcov je kov alebo cement.',
    'M-skóre takejto chrbtice nič neznamená; postupujte ako zvyčajne.',
  ),
  'spine/too-noisy': said(
    'Snímky sú príliš zašumené na spoľahlivé nájdenie stavcov.',
    'Zmerajte sériu s väčším signálom.',
  ),
  'spine/level-unlike-others': said(
    limits['spine/level-unlike-others'],
    'Pozrite si stavec: môže byť chorý.',
  ),
  'spine/level-unusual': said(
    limits['spine/level-unusual'],
    'Pozrite si stavec; môže byť chorý, alebo to spôsobila cievka.',
  ),
  'spine/level-not-placed': said(limits['spine/level-not-placed'], 'Označte stavec ručne.'),
  'spine/level-excluded': said(
    limits['spine/level-excluded'],
    'M-skóre potrebuje referenčnú kohortu zmeranú na tých istých stavcoch.',
  ),
  'spine/level-uncertain': said(
    limits['spine/level-uncertain'],
    'Skôr než číslo použijete, pozrite si snímky.',
  ),
  'spine/annotation-unread': said(
    limits['spine/annotation-unread'],
    'Skontrolujte objekt v PACS; na to, čo označuje, sa neprihliadlo.',
  ),
  'spine/annotation-ambiguous': said(
    limits['spine/annotation-ambiguous'],
    'Opravte objekt a vyšetrenie zmerajte znova.',
  ),
  'spine/annotation-unused': said(
    limits['spine/annotation-unused'],
    'Označte aspoň dva zo stavcov L1–L4 na sagitálnej sérii T1.',
  ),

  'noise/no-roi': said('Na meranie šumu nie je označený vzduch.', 'Pridajte ROI mimo tela pacienta.'),
  'noise/too-few-pixels': said('ROI šumu je príliš malá.', 'Označte aspoň 400 pixelov vzduchu.'),
  'noise/quantised': said(
    'Vzduch je zaokrúhlený na tak málo odtieňov, že sa jeho šum nedá zmerať.',
    'Pošlite pôvodné 12- alebo 16-bitové snímky.',
  ),
  'noise/zero-filled': said(
    'Vzduch je vyplnený nulami alebo zamaskovaný.',
    'Označte vzduch, ktorý prístroj naozaj zmeral.',
  ),
  'noise/not-rayleigh': said(
    'Vzduch nevyzerá ako šum referenčnej kohorty.',
    'Skontrolujte, či v ROI nie sú ghost artefakty a či séria nemá paralelné zobrazovanie, filter alebo normalizáciu.',
  ),
  'noise/not-uniform': said(
    'Šum sa líši od miesta k miestu.',
    'Použite sériu bez normalizácie a paralelného zobrazovania a vzduch bez ghost artefaktov.',
  ),
  'noise/structured': said(
    'Vo vzduchu je viac než šum: ghost artefakty alebo čiary.',
    'Označte vzduch mimo smeru fázového kódovania tela, alebo zmerajte sériu bez artefaktu.',
  ),
  'noise/interpolated': said(
    'Susedné pixely vzduchu sú také podobné, že obraz bol vyhladený alebo silne interpolovaný.',
    'Zmerajte sériu bez filtra a interpolácie, ako referenčná kohorta.',
  ),
  'noise/clipped': said('Hodnoty vzduchu sú orezané.', 'Pošlite snímky tak, ako ich prístroj uložil.'),
  'noise/processed': said(
    'Prístroj šum tejto série zmenil (normalizácia, paralelné zobrazovanie, filter alebo potlačenie tuku).',
    'Zmerajte sériu bez týchto úprav, ako referenčná kohorta.',
  ),
  'noise/rescaled': said(
    'Hodnoty majú posun alebo medzi rezmi inú mierku.',
    'Pošlite snímky tak, ako ich prístroj uložil.',
  ),
  'noise/few-pixels': said(limits['noise/few-pixels'], 'Označte viac vzduchu.'),
  'noise/one-place': said(limits['noise/one-place'], 'Označte vzduch na viacerých miestach.'),
  'noise/no-second': said(
    'Táto séria nemá druhú akvizíciu.',
    'Nasnímajte sériu dvakrát po sebe; iné spôsoby merania šumu potrebujú vlastnú kohortu.',
  ),
  'noise/second-unlike': said(
    'Druhá akvizícia nevznikla rovnako ako prvá.',
    'Použite dve akvizície jedného pacienta tesne po sebe, s rovnakým protokolom a geometriou.',
  ),
  'noise/same-image': said(
    'Obe akvizície sú úplne alebo čiastočne totožné.',
    'Použite druhú akvizíciu, nie kópiu prvej.',
  ),
  'noise/moved': said(
    'Medzi akvizíciami sa niečo pohlo alebo zmenilo.',
    'Zopakujte akvizíciu hneď po prvej, s pacientom v pokoji.',
  ),
  'noise/scaled-differently': said('Akvizície majú rozdielnu mierku.', 'Zrekonštruujte obe rovnako.'),
  'noise/low-signal': said(
    'Signál je tak blízko šumu, že rozdiel dvoch snímok nie je šum.',
    'Zmerajte sériu s väčším signálom.',
  ),
  'noise/not-declared': said(
    'Pre tento prístroj a protokol nie je uvedený šum.',
    'Uveďte ho v konfigurácii.',
  ),
  'noise/declared-unlike': said(
    'Signál je hladší, než uvedený šum pripúšťa.',
    'Skontrolujte údaj: SD v uložených hodnotách, pre tento prístroj a protokol.',
  ),
  'noise/declared': said(
    limits['noise/declared'],
    'Zmerajte ho znova, keď sa zmení cievka, protokol alebo softvér.',
  ),

  'vbq/discordant': said(
    limits['vbq/discordant'],
    'Pozrite si ROI, likvor a šum; VBQ závisí od prístroja a veku a samo o ničom nerozhoduje.',
  ),

  'reference/none': said(
    'Toto pracovisko nemá referenčnú kohortu.',
    'Požiadajte správcu služby o referenčnú kohortu tohto prístroja.',
  ),
  'reference/no-match': said(
    'Tomuto prístroju a protokolu nezodpovedá žiadna referenčná kohorta.',
    'Prečítajte, čo sa líši; zmerajte kohortu na tomto prístroji s týmto protokolom.',
  ),
  'reference/invalid': said('Súbor referenčnej kohorty nie je platný.', 'Opravte uvedené pole.'),
  'reference/levels': said(
    'Referenčná kohorta sa merala na iných stavcoch ako toto vyšetrenie.',
    'Zmerajte všetky jej stavce, alebo kalibrujte na tých, ktoré máte.',
  ),
  'reference/demonstration': said(
    limits['reference/demonstration'],
    'Kalibrujte aspoň s 20, lepšie s 30 mladými zdravými ženami.',
  ),
  'reference/small': said(limits['reference/small'], 'Doplňte prípady do referenčnej kohorty.'),
  'reference/no-serial': said(
    limits['reference/no-serial'],
    'Uveďte v referenčnej kohorte výrobné číslo prístroja.',
  ),
  'reference/drifted': said(
    'Prístroj sa od zmerania referenčnej kohorty zmenil.',
    'Kalibrujte znova, alebo dajte prístroj skontrolovať a potvrďte, že je v poriadku.',
  ),
  'reference/drift-warning': said(
    limits['reference/drift-warning'],
    'Zistite, či sa nemenil softvér, cievka alebo či nebola oprava.',
  ),
};
