/**
 * Every coded error, in one place, so that docs/errors.md can be checked against it.
 * - `request`: the caller sent something we cannot act on; the answer is a 4xx.
 * - `fault`: something outside is broken or away; trying again later may help.
 * - `refusal`: this study gets no number, and trying again with the same study will not change that.
 * - `limit`: there is a number, and this is what a reader must know about it.
 */
export type ErrorKind = 'request' | 'fault' | 'refusal' | 'limit';

interface Row {
  readonly kind: ErrorKind;
  readonly httpStatus: number;
  readonly text: string;
  readonly remedy: string;
}

const request = (httpStatus: number, text: string, remedy: string): Row => ({
  kind: 'request',
  httpStatus,
  text,
  remedy,
});
const fault = (text: string, remedy: string, httpStatus = 503): Row => ({
  kind: 'fault',
  httpStatus,
  text,
  remedy,
});
const refusal = (text: string, remedy: string): Row => ({ kind: 'refusal', httpStatus: 422, text, remedy });
const limit = (text: string, remedy: string): Row & { readonly kind: 'limit' } => ({
  kind: 'limit',
  httpStatus: 200,
  text,
  remedy,
});

export const catalogue = {
  // ── the program itself
  internal: fault(
    'Something went wrong inside the service.',
    'Look up the log line with the same code.',
    500,
  ),
  'config/invalid': fault(
    'The configuration is not valid.',
    'Correct the named setting and start again.',
    500,
  ),
  'policy/invalid': fault(
    'The policy is not valid.',
    'Correct the named setting, see docs/policy.md, and start again.',
    500,
  ),
  'listen/in-use': fault(
    'The port is already in use.',
    'Stop what uses it, or choose another: listen.port in the configuration or PORT; for mscore demo --port.',
    500,
  ),
  'cli/unwritable': fault('The file cannot be written.', 'Name a new file, in a folder that exists.', 500),
  'cli/usage': request(400, 'The command was not understood.', 'Run the command with --help.'),
  'store/unavailable': fault('The database cannot be reached.', 'Check DATABASE_URL and the database.'),
  'job/lost': fault(
    'The job took too long, or the process that ran it was stopped, again and again.',
    'Look into the log of that time, then mscore jobs retry.',
    500,
  ),
  'job/not-found': request(404, 'There is no such job.', 'Take the id from mscore jobs list.'),
  'job/running': request(409, 'The job is running.', 'Wait for its end.'),
  'decision/not-kept': request(
    404,
    'No decision is kept by this hook instance.',
    'Take it from the log or the client; decisions are kept for decisions.keepDays.',
  ),
  'audit/broken': fault(
    'The audit trail is not as it was written.',
    'Run mscore audit verify, and find out who could write to the database.',
    500,
  ),

  // ── the vertebra localiser
  'model/weights-missing': fault(
    'The weights of the vertebra localiser cannot be read.',
    'Install the whole package again; studies with marked levels are still measured.',
    500,
  ),
  'model/weights-mismatch': fault(
    'The weights of the vertebra localiser are not those that were validated.',
    'Install the whole package again; studies with marked levels are still measured.',
    500,
  ),
  'model/runtime': fault(
    'The runtime of the vertebra localiser does not start.',
    'Install again on a system that onnxruntime-node supports; studies with marked levels are still measured.',
    500,
  ),
  'model/failed': fault(
    'The vertebra localiser gave no answer.',
    'Look up the log line with the same code; try again.',
    500,
  ),

  // ── requests from a CDS client (CDS Hooks 2.0.1)
  'request/malformed': request(400, 'The request is not valid.', 'Correct the named field.'),
  'request/unknown-service': request(404, 'There is no CDS service with this id.', 'Read GET /cds-services.'),
  'request/unknown-address': request(
    404,
    'The service has no such address.',
    'Check the path; a worker has no hooks, and /events is there only where a client has events.',
  ),
  'request/wrong-hook': request(400, 'This CDS service does not serve this hook.', 'Read GET /cds-services.'),
  'request/method': request(
    405,
    'This address does not take this HTTP method.',
    'Use the method named in Allow.',
  ),
  'request/media-type': request(415, 'The body is not JSON.', 'Send Content-Type: application/json.'),
  'request/too-large': request(
    413,
    'The body is larger than this service accepts.',
    'Send less prefetch data.',
  ),
  'request/too-many': request(
    429,
    'This client sends more requests than it may.',
    'Wait as long as Retry-After says, or raise requestsPerMinute of the client.',
  ),
  'request/patient-mismatch': request(
    422,
    'The request carries data of more than one patient.',
    'Send prefetch and authorization for the patient in context.patientId only.',
  ),
  'request/prefetch-missing': request(
    412,
    'Data that this service needs was neither prefetched nor can it be read over FHIR.',
    'Send the named prefetch key, or fhirServer with fhirAuthorization.',
  ),
  'hook/deadline': fault(
    'The answer was not ready in time.',
    'Check the load of the FHIR server and the PACS.',
  ),
  'client/unauthorized': request(401, 'The caller could not be authenticated.', 'Send a valid client JWT.'),
  'client/fhir-server-not-allowed': request(
    403,
    'This FHIR server is not on the list for this client.',
    'Add the FHIR server to the client in the configuration, and give all processes the same.',
  ),
  'client/service-not-allowed': request(
    403,
    'This CDS service is not on the list for this client.',
    'Add the service to the client in the configuration.',
  ),

  // ── the FHIR server
  'outbound/address': fault(
    'The name of a server leads to an address that is not allowed for it.',
    'If the server is yours, add its network to privateNetworks of the client.',
  ),
  'fhir/unavailable': fault(
    'The FHIR server did not answer.',
    'Check the FHIR server and the network to it.',
  ),
  'fhir/timeout': fault('The FHIR server did not answer in time.', 'Check the load of the FHIR server.'),
  'fhir/unauthorized': fault('The FHIR server refused our credentials.', 'Check the credentials and scopes.'),
  'fhir/not-found': fault('The FHIR server does not have this resource.', 'Check the reference.', 404),
  'fhir/outcome': fault('The FHIR server answered with an error.', 'Read the log of the FHIR server.', 502),
  'fhir/invalid': fault(
    'The FHIR server answered with something that is not FHIR R4.',
    'Check its address.',
    502,
  ),
  'fhir/multiple-matches': fault(
    'More than one resource on the FHIR server carries the same result identifier; nothing was written.',
    'Remove the duplicate on the FHIR server, then mscore jobs retry.',
    412,
  ),
  'fhir/other-patient': fault(
    'The result identifier belongs to the resource of another patient; nothing was written.',
    'Check on the FHIR server whose resource carries the identifier, and remove the one that is wrong.',
    412,
  ),
  'fhir/other-server': fault(
    'The result belongs to a patient of another FHIR server than the one we write to; nothing was written.',
    'Write to the server that calls, or state sharesPatientIds in the configuration if ids are the same.',
    502,
  ),
  'fhir/not-taken': fault(
    'The FHIR server does not take results; nothing was written.',
    'Let it take Observations, or write to another server (publish); then mscore jobs retry.',
    502,
  ),
  'fhir/conflict': fault(
    'The resource was changed on the FHIR server while we were writing it.',
    'Nothing: it is read and written again.',
    409,
  ),
  'fhir/foreign-link': fault(
    'The FHIR server linked the next page to another host; it was not followed.',
    'Configure the FHIR server to answer with its public address.',
    502,
  ),
  'fhir/too-much': fault('The FHIR server returned more data than we read.', 'Narrow the search.', 502),
  'fhir/paused': fault(
    'The FHIR server failed again and again, and is left alone for a moment.',
    'Check the FHIR server; it is asked again by itself.',
  ),

  // ── our own access to the FHIR server (SMART Backend Services)
  'smart/key': fault(
    'The private key of our FHIR access cannot be used.',
    'Make one with mscore keygen, and name its file in keyFile.',
    500,
  ),
  'smart/discovery': fault(
    'The FHIR server does not say where it gives tokens for us.',
    'Check .well-known/smart-configuration of the FHIR server, or configure tokenEndpoint.',
    502,
  ),
  'smart/unavailable': fault(
    'The authorization server did not answer.',
    'Check the authorization server and the network to it.',
  ),
  'smart/timeout': fault(
    'The authorization server did not answer in time.',
    'Check the load of the authorization server.',
  ),
  'smart/refused': fault(
    'The authorization server refused our client.',
    'Register clientId with the keys that mscore jwks prints, and check the clock of both machines.',
  ),
  'smart/scope': fault(
    'The authorization server grants less than we need; its token was not used.',
    'Grant the named scopes to our client.',
  ),
  'smart/invalid': fault(
    'The authorization server answered with something that is no token.',
    'Check tokenEndpoint and its log.',
    502,
  ),
  'smart/paused': fault(
    'The authorization server failed again and again, and is left alone for a moment.',
    'Check the authorization server; it is asked again by itself.',
  ),

  // ── the PACS
  'pacs/unavailable': fault('The PACS did not answer.', 'Check the PACS and the network to it.'),
  'pacs/timeout': fault('The PACS did not answer in time.', 'Check the load of the PACS.'),
  'pacs/unauthorized': fault('The PACS refused our credentials.', 'Check the credentials for DICOMweb.'),
  'pacs/error': fault('The PACS answered with an error.', 'Read the log of the PACS.', 502),
  'pacs/invalid': fault('The PACS answered with something that is not DICOMweb.', 'Check its address.', 502),
  'pacs/incomplete': fault(
    'The PACS sent fewer images than the series has.',
    'Nothing was measured; try again, and check the log of the PACS if it happens again.',
    502,
  ),
  'pacs/too-large': fault(
    'The series is larger than we read.',
    'Raise the limit if the series is real.',
    502,
  ),
  'pacs/foreign-link': fault(
    'The PACS linked images on another host; they were not fetched.',
    'Check its address.',
  ),
  'pacs/paused': fault(
    'The PACS failed again and again, and is left alone for a moment.',
    'Check the PACS; it is asked again by itself.',
  ),

  // ── finding the study
  'study/not-found': fault(
    'There is no such study.',
    'Check the study UID, the accession number or the folder, and the address of the PACS; images may still be on their way.',
    404,
  ),
  'study/being-measured': fault(
    'The study is being measured, maybe without the images that came since.',
    'Nothing to do; when that has ended, its images are compared with those that were measured.',
  ),
  'study/ambiguous': refusal(
    'More than one study fits and nothing tells them apart.',
    'Name the study, or send its accession number.',
  ),
  'study/patient-mismatch': refusal(
    'The images belong to another patient than the record.',
    'Check the patient identifiers and their issuers in the PACS and in the EHR.',
  ),
  'study/patient-unverified': refusal(
    'Nothing shows that the images belong to the patient in the record.',
    'Configure which patient identifier system is the DICOM patient id.',
  ),

  // ── studies that were made or reported
  'event/not-lumbar-mri': refusal(
    'The event is not about a lumbar MRI.',
    'Nothing to do; codes.lumbarMri of the site says what counts as one.',
  ),
  'event/not-reported': refusal(
    'The report is not finished, or the images are not there yet.',
    'Nothing to do; the next version of the report brings another event.',
  ),
  'event/cancelled': refusal(
    'The report or the study was cancelled.',
    'Nothing to do; what was measured before stays as it is, since its images are what they are.',
  ),
  'event/withdrawn': refusal(
    'The record says that the report or the study was entered in error.',
    'Correct the record; the next event about it is read anew.',
  ),
  'event/not-screened': refusal(
    'The policy does not measure the images of this patient.',
    'Nothing to do; sex, age and modules are settings of the policy.',
  ),
  'event/resource-gone': refusal(
    'The FHIR server does not have what the event names.',
    'Check that the event comes from the server that site.record names.',
  ),
  'event/patient-unknown': refusal(
    'No patient of the record has the identifier that the images carry, or the report names none.',
    'Check patientIdSystems of the site; then send the event again.',
  ),
  'event/patient-ambiguous': refusal(
    'More than one patient of the record has the identifier that the images carry; nothing was measured.',
    'Merge the patients in the record; then send the event again.',
  ),
  'event/images-missing': refusal(
    'The images of a reported study did not reach the PACS within a day.',
    'Look for the study on the PACS; once it is there, send the event again.',
  ),
  'event/gap': fault(
    'Events of a subscription were not delivered; the record is searched for them.',
    'Check that the FHIR server reaches this service.',
  ),
  'event/unsorted': fault(
    'The FHIR server has more changes than one search gives, and they are not in the order of _lastUpdated.',
    'Narrow events.criteria of the client.',
    502,
  ),
  'subscription/no-client': request(
    400,
    'No client takes events by Subscription, or none of this issuer.',
    'Give the client events with criteria, and its site a record; see docs/events.md.',
  ),
  'subscription/missing': fault(
    'The FHIR server has no Subscription of ours for this.',
    'Run mscore subscribe without --check.',
    404,
  ),
  'subscription/not-active': fault(
    'The Subscription is not active, so that nothing is told of.',
    'Check that the FHIR server reaches publicUrl and takes rest-hooks; then run mscore subscribe again.',
  ),
  'subscription/unwanted': fault(
    'A Subscription of ours tells of a search that events.criteria does not name any more.',
    'Run mscore subscribe without --check: it turns it off.',
  ),

  // ── screening an archive
  'archive/day-too-full': refusal(
    'The PACS lists more MR studies of one day than a hospital can make.',
    'Check that the PACS filters by StudyDate; then screen again.',
  ),
  'archive/not-measured': refusal(
    'The study was queued and has no result: its job failed, or nobody takes jobs.',
    'See `mscore jobs list`; start a worker, or screen again with --work.',
  ),
  'archive/no-record': request(
    409,
    'Patients cannot be found without access of our own to the record.',
    'Set site.record of the client.',
  ),

  // ── reading DICOM
  'dicom/not-dicom': refusal('The file is not DICOM.', 'Give the original files from the PACS.'),
  'dicom/truncated': refusal('The DICOM file ends too early.', 'Fetch the file again.'),
  'dicom/invalid': refusal(
    'The DICOM file is damaged or lacks a required attribute.',
    'Fetch the file again.',
  ),
  'dicom/no-pixel-data': refusal(
    'The DICOM file has no pixel data.',
    'Give the image itself, not its header.',
  ),
  'dicom/transfer-syntax': refusal(
    'The pixels are in a transfer syntax that we do not read.',
    'Send the images uncompressed or losslessly compressed.',
  ),
  'dicom/undecodable': refusal('The compressed pixels cannot be decoded.', 'Fetch the images again.'),
  'dicom/no-geometry': refusal(
    'The images do not say where in the patient they are.',
    'Send the original images with ImagePositionPatient, ImageOrientationPatient and PixelSpacing.',
  ),
  'dicom/pixel-format': refusal(
    'The pixels are not single-channel MONOCHROME2 grey values.',
    'Send the original magnitude images.',
  ),

  // ── choosing the series
  'series/no-sagittal-t1': refusal(
    'The study has no sagittal T1 spin-echo series that can be measured.',
    'Read the reason given for each series; a non-contrast sagittal T1 is needed.',
  ),
  'series/contrast': refusal(
    'Only post-contrast T1 images were found.',
    'Measure a series made before the contrast agent.',
  ),
  'series/lossy': refusal('The images were lossy-compressed.', 'Send the original or a lossless copy.'),
  'series/not-original': refusal('The images are derived, not as acquired.', 'Send the original images.'),
  'series/body-part': refusal('The images show another body part.', 'Give a lumbar spine study.'),
  'series/mixed': refusal(
    'The images of the series were not made alike.',
    'Measure a series that was made in one go, with one scanner, coil and protocol.',
  ),

  // ── finding the levels
  'spine/no-rois': refusal(
    'Nobody has marked L1–L4 in this study.',
    'Put a ROI file beside the study; see docs/roi-file.md.',
  ),
  'spine/roi-file-invalid': refusal(
    'The ROI file is not valid.',
    'Correct the named field; see docs/roi-file.md.',
  ),
  'spine/roi-other-study': refusal(
    'The ROI file belongs to other images.',
    'Give the ROI file that was drawn on these images.',
  ),
  'spine/levels-implausible': refusal(
    'The marked levels are not in the order or distance of lumbar vertebrae.',
    'Check the level names in the ROI file.',
  ),
  'spine/roi-outside': refusal('A ROI lies outside the image or holds too few pixels.', 'Redraw the ROI.'),
  'spine/too-few-levels': refusal(
    'Fewer than two of L1–L4 can be measured.',
    'Mark more levels, or refer as usual.',
  ),
  'spine/not-lumbar': refusal(
    'The images do not show a lumbar spine from the side.',
    'Check that the series is a sagittal lumbar one, or mark the levels by hand.',
  ),
  'spine/no-sacrum': refusal(
    'The sacrum is not seen, so the vertebrae cannot be counted.',
    'Measure a series that reaches down to the sacrum, or mark the levels by hand.',
  ),
  'spine/too-few-bodies': refusal(
    'Fewer than four vertebral bodies are seen above the sacrum.',
    'Measure a series with a larger field of view, or mark the levels by hand.',
  ),
  'spine/numbering-uncertain': refusal(
    'It is uncertain which vertebra is which (transitional anatomy, or more or fewer than five lumbar bodies).',
    'Let a radiologist number the vertebrae, and mark the levels by hand.',
  ),
  'spine/slices-disagree': refusal(
    'The slices, or the same slice at another pixel size, name the vertebrae differently.',
    'Mark the levels by hand.',
  ),
  'spine/instrumentation': refusal(
    'Metal or cement is seen in the vertebral bodies.',
    'An M-score of an instrumented spine means nothing; refer as usual.',
  ),
  'spine/too-noisy': refusal(
    'The images are too noisy to find the vertebral bodies reliably.',
    'Measure a series with more signal.',
  ),
  'spine/level-unlike-others': limit(
    'A level does not look like the others and was left out (fracture, lesion, degeneration or metal).',
    'Look at the level: it may be diseased.',
  ),
  'spine/level-unusual': limit(
    'A level is measured although it looks a little unlike the others.',
    'Look at the level; it may be diseased, or the coil may have caused it.',
  ),
  'spine/level-not-placed': limit(
    'A level was found but has no room or no midline slice for its ROI, and was left out.',
    'Mark the level by hand.',
  ),
  'spine/level-excluded': limit(
    'A person left a level out.',
    'The M-score needs a reference cohort that was measured on the same levels.',
  ),
  'spine/level-uncertain': limit(
    'It is less than certain that a level is where and what it is said to be.',
    'Look at the picture before you use the number.',
  ),
  'spine/annotation-unread': limit(
    'An annotation object (SR or SEG) of the study was not read.',
    'Check the object in the PACS; what it marks was not taken into account.',
  ),
  'spine/annotation-ambiguous': limit(
    'An annotation object (SR or SEG) marks a level twice in one place, or calls it by two names; it was not used.',
    'Correct the object, and measure the study again.',
  ),
  'spine/annotation-unused': limit(
    'An annotation object (SR or SEG) marks lumbar levels but was not used.',
    'Mark at least two of L1–L4 on the sagittal T1 series.',
  ),

  // ── trusting the noise
  'noise/no-roi': refusal(
    'No air was marked to measure the noise in.',
    'Add a noise ROI outside the patient.',
  ),
  'noise/too-few-pixels': refusal('The noise ROI is too small.', 'Mark at least 400 pixels of air.'),
  'noise/quantised': refusal(
    'The air was rounded to so few grey values that its noise cannot be measured.',
    'Send the original 12- or 16-bit images.',
  ),
  'noise/zero-filled': refusal(
    'The air was filled with zeros or masked.',
    'Mark air that the scanner measured.',
  ),
  'noise/not-rayleigh': refusal(
    'The air does not look like the noise of the reference cohort.',
    'Check the noise ROI for ghosts, and the series for parallel imaging, filters or normalisation.',
  ),
  'noise/not-uniform': refusal(
    'The noise differs from place to place.',
    'Use a series without normalisation or parallel imaging, and air without ghosts.',
  ),
  'noise/structured': refusal(
    'There is more than noise in the air: ghosts or lines.',
    'Mark air off the phase-encode line of the body, or measure a series without the artefact.',
  ),
  'noise/interpolated': refusal(
    'Neighbouring pixels of the air are so alike that the image was smoothed or strongly interpolated.',
    'Measure a series without filter and interpolation, as the reference cohort was.',
  ),
  'noise/clipped': refusal(
    'The air was clipped: too many pixels share its smallest or largest value.',
    'Send the images as the scanner stored them.',
  ),
  'noise/processed': refusal(
    'The scanner changed the noise of this series (normalisation, parallel imaging, filter or fat suppression).',
    'Measure a series without these, as the reference cohort was.',
  ),
  'noise/rescaled': refusal(
    'The grey values carry an offset or differ in scale between slices.',
    'Send the images as the scanner stored them.',
  ),
  'noise/few-pixels': limit(
    'The noise was measured in fewer than 1000 pixels, so the number is less certain.',
    'Mark more air.',
  ),
  'noise/one-place': limit(
    'The noise was measured in one place only, so it is not known to be uniform.',
    'Mark air in several places.',
  ),
  'noise/no-second': refusal(
    'There is no second acquisition of this series.',
    'Acquire the series twice in a row, or name the second with --second; other noise methods need a cohort of their own.',
  ),
  'noise/second-unlike': refusal(
    'The second acquisition was not made like the first.',
    'Give two acquisitions of one patient, one right after the other, of the same protocol and geometry.',
  ),
  'noise/same-image': refusal(
    'The two acquisitions are one and the same, in whole or in part.',
    'Give a second acquisition, not a copy of the first.',
  ),
  'noise/moved': refusal(
    'Something moved or changed between the two acquisitions.',
    'Repeat the acquisition right after the first, with the patient at rest.',
  ),
  'noise/scaled-differently': refusal(
    'The two acquisitions are scaled differently.',
    'Have both reconstructed with the same scale.',
  ),
  'noise/low-signal': refusal(
    'The signal is so near to the noise that the difference of two magnitude images is not the noise.',
    'Measure a series with more signal.',
  ),
  'noise/not-declared': refusal(
    'No noise is declared for this scanner and protocol.',
    'Declare it in the configuration, or with --noise-sd and --noise-source.',
  ),
  'noise/declared-unlike': refusal(
    'The signal is smoother than the declared noise allows.',
    'Check the declaration: an SD in stored grey values, for this very scanner and protocol.',
  ),
  'noise/declared': limit(
    'The noise was declared by the site, not measured in these images.',
    'Measure it again whenever coil, protocol or software change.',
  ),

  // ── VBQ beside the M-score
  'vbq/discordant': limit(
    'M-score and VBQ point in different directions.',
    'Look at the ROIs, the fluid and the noise; VBQ depends on scanner and age, and decides nothing alone.',
  ),

  // ── the reference cohort
  'reference/none': refusal(
    'There is no reference cohort at this site.',
    'Give a reference cohort of this scanner; see docs/reference-cohorts.md.',
  ),
  'reference/no-match': refusal(
    'No reference cohort fits this scanner and protocol.',
    'Read what differs; measure a cohort on this scanner with this protocol.',
  ),
  'reference/invalid': refusal('The reference file is not valid.', 'Correct the named field.'),
  'reference/levels': refusal(
    'The reference cohort was measured on other levels than this study.',
    'Measure all its levels, or calibrate on the levels that you have.',
  ),
  'reference/demonstration': limit(
    'The reference cohort is too small (n < 20): for demonstration only, never for a card.',
    'Calibrate with at least 20, better 30, young healthy women.',
  ),
  'reference/small': limit('The reference cohort is small (n < 30).', 'Add cases to the reference cohort.'),
  'reference/no-serial': limit(
    'The reference cohort names no serial number, so it may be of another scanner of this model.',
    'Name the serial number of the scanner in the reference file.',
  ),
  'reference/drifted': refusal(
    'The scanner has changed since its reference cohort was measured.',
    'Calibrate again; or have the scanner checked, and say that all is well with mscore reference keep.',
  ),
  'reference/drift-warning': limit(
    'The scanner may have changed since its reference cohort was measured.',
    'Look at mscore reference list; ask for a software update, another coil or a repair.',
  ),
  'reference/serial-needed': request(
    422,
    'A stored reference must name the serial number of its scanner.',
    'Name it in the file, or put the file into the folder of the site.',
  ),
  'reference/not-stored': request(
    404,
    'No such reference is stored.',
    'Look at mscore reference list --all.',
  ),
  'reference/retired': request(
    409,
    'The reference is retired.',
    'Calibrate again; a cohort that was retired by mistake can be added under another id.',
  ),

  // ── the table of a cohort
  'cohort/not-csv': request(
    400,
    'The file is not a CSV table.',
    'Save it as CSV in UTF-8, one row for each patient.',
  ),
  'cohort/too-large': request(413, 'The table is larger than we read.', 'Give at most 20 000 rows and 5 MB.'),
  'cohort/column-missing': request(
    400,
    'A column is missing.',
    'Add the column; see docs/validate.md for the names.',
  ),
  'cohort/column-twice': request(
    400,
    'A column stands twice in the header.',
    'Keep one of them, or give the other another name.',
  ),
  'cohort/cells': request(
    400,
    'A row has more or fewer cells than the header.',
    'Quote cells with separators in them; a decimal comma separates too.',
  ),
  'cohort/not-a-number': request(
    400,
    'The cell is not a number.',
    'Write the number alone, or leave the cell empty when it is not known.',
  ),
  'cohort/decimal-comma': request(
    400,
    'The number has a decimal comma.',
    'Write a decimal point, or say --decimal-comma.',
  ),
  'cohort/not-yes-no': request(
    400,
    'The cell says neither yes nor no.',
    'Write yes or no, 1 or 0, or leave the cell empty when it is not known.',
  ),
  'cohort/units': request(
    400,
    'The value is not in the unit of this column.',
    'Convert the column: BMD in g/cm², T, Z and M in SD, SNR and TBS as plain numbers.',
  ),
  'cohort/columns-swapped': request(
    400,
    'The columns of T-score and Z-score look swapped.',
    'Check which is which: at this age T is below Z.',
  ),
  'cohort/no-patient': request(
    400,
    'The row does not say which patient it is.',
    'Fill the patient column, or remove it altogether.',
  ),
  'cohort/duplicate-patient': request(
    400,
    'The patient stands in the table twice.',
    'Keep one row for each patient: the statistics take rows as independent.',
  ),
  'cohort/constant-column': request(
    400,
    'The column has the same value in every row.',
    'Remove the column: nothing can be learnt from it.',
  ),
  'cohort/too-few': request(
    400,
    'There are too few rows or values.',
    'Give at least three patients with values in every column, or remove the column.',
  ),

  // ── validating against DEXA or fractures
  'claims/invalid': request(
    400,
    'The file of published claims is not valid.',
    'Correct the named field; see docs/validate.md.',
  ),
  'validation/few-cases': limit(
    'There are fewer than 20 cases.',
    'Take the intervals seriously and the point values not.',
  ),
  'validation/missing-values': limit(
    'Some values are not known; each statistic uses the cases that have both.',
    'Look at n in every row.',
  ),
  'validation/one-outcome': limit(
    'There is no ROC curve, since the cases with a known outcome are all on one side.',
    'Add cases with and without the outcome.',
  ),
  'validation/few-outcomes': limit(
    'Fewer than 10 cases are with, or without, the outcome.',
    'Trust neither area nor cut-offs before there are more.',
  ),
  'validation/perfect-separation': limit(
    'The score separates the cases perfectly, so the DeLong interval has no width and is not shown.',
    'Add cases; a perfect score is mostly a small cohort.',
  ),
  'validation/same-cases': limit(
    'Cut-offs were chosen on the cases they are judged on, so sensitivity and specificity are too good.',
    'Try the cut-off on other patients with --cutoff.',
  ),
  'validation/cohort-prevalence': limit(
    'PPV and NPV are for the share of cases in this cohort, not for a population.',
    'Give the prevalence where it is to be used with --prevalence.',
  ),
  'validation/against-hypothesis': limit(
    'A correlation has the opposite sign to what fattier marrow in weaker bone would give.',
    'Do not use this measure as supporting evidence.',
  ),
  'validation/m-not-of-snr': limit(
    'The M-scores are no straight line of the SNRs, as they are within one reference cohort.',
    'Check the columns, and whether all patients were measured on one scanner.',
  ),
  'validation/m-not-of-reference': limit(
    'M-scores of the table are not those of the reference cohort.',
    'Check that the reference is that of this scanner.',
  ),
  'validation/bmd-against-t': limit(
    'BMD and T-score run against each other.',
    'Check that the columns are what their headers say.',
  ),

  // ── making a reference cohort
  'manifest/column-missing': request(
    400,
    'The manifest does not say where the studies are.',
    'Give it a column named study; see docs/reference-cohorts.md.',
  ),
  'manifest/no-study': request(
    400,
    'The row does not name a study.',
    'Write a folder, relative to the manifest, or a DICOMweb URL.',
  ),
  'manifest/study-missing': request(
    400,
    'The study of the row is not there.',
    'Write a folder, relative to the manifest, or the URL of a study on a PACS.',
  ),
  'manifest/duplicate-study': request(
    400,
    'The study stands in the manifest twice.',
    'Keep one row for each study, and one study of each woman.',
  ),
  'manifest/id': request(
    400,
    'The id cannot name an exam.',
    'Write a short code that is no personal data, another one in every row: it is printed.',
  ),
  'manifest/age': request(
    400,
    'The age is not one in years.',
    'Write years, or leave the cell empty when the age is not known.',
  ),
  'manifest/sex': request(
    400,
    'The sex is neither F nor M.',
    'Write F or M, or leave the cell empty when it is not known.',
  ),
  'manifest/rois-missing': request(
    400,
    'The ROI file of the row is not there.',
    'Write its path, relative to the manifest, or leave the cell empty.',
  ),
  'calibrate/too-few': request(
    422,
    'Too few exams are left for a reference cohort; nothing was written.',
    'Measure at least 20, better 30, young healthy women on one scanner with one protocol.',
  ),
  'calibrate/no-spread': request(
    422,
    'All exams have the same SNR; nothing was written.',
    'Give exams of different women, not copies of one.',
  ),
  'calibrate/exists': request(
    409,
    'The file is there already; nothing was measured or written.',
    'Name another file with --out, or say --force.',
  ),
  'calibrate/not-a-woman': refusal(
    'The exam is not of a woman.',
    'Leave it out: the M-score compares with young healthy women.',
  ),
  'calibrate/age': refusal(
    'The age is outside the range of the cohort.',
    'Leave the exam out, or name another range with --ages.',
  ),
  'calibrate/same-woman': refusal(
    'The study or the woman is in the cohort already.',
    'Give one exam of each woman; a column patient in the manifest says who is who.',
  ),
  'calibrate/level-missing': refusal(
    'A level of the cohort was not measured.',
    'Mark the level, or calibrate on other levels with --levels.',
  ),
  'calibrate/header-incomplete': refusal(
    'The images do not say on which scanner and with which protocol they were made.',
    'Give the original images from the scanner.',
  ),
  'calibrate/other-scanner': refusal(
    'The exam was made on another scanner than most of the cohort.',
    'Calibrate every scanner by itself.',
  ),
  'calibrate/other-protocol': refusal(
    'The exam was made with another protocol than most of the cohort.',
    'Calibrate every protocol by itself.',
  ),
  'calibrate/other-noise': refusal(
    'The air of the exam is not distributed like that of the cohort.',
    'Look at coil and reconstruction of the exam; it stays out.',
  ),
  'calibrate/outlier': refusal(
    'The SNR of the exam lies far from the others.',
    'Look at its levels, its air and its coil; it stays out.',
  ),
  'calibrate/without-outliers': limit(
    'Exams were left out for their SNR alone, so the SD of the cohort is smaller.',
    'Look at them; of honest cohorts of thirty one in eleven loses one, and its SD gets smaller by a sixth.',
  ),
  'calibrate/noise-shape': limit(
    'The air of the cohort is not that of one coil, but steady.',
    'Nothing to do: patients must have air of the same shape to be compared.',
  ),
  'calibrate/unknown-age': limit(
    'The age of some women is not known.',
    'Give ages in a manifest; see docs/reference-cohorts.md.',
  ),
  'calibrate/unknown-sex': limit(
    'The sex of some persons is not known.',
    'Give the sex in a manifest; see docs/reference-cohorts.md.',
  ),
  'calibrate/mixed-rois': limit(
    'Some exams were measured where a person marked the levels, others where the model found them.',
    'Measure all exams of the cohort in one way, the way patients are measured.',
  ),

  // ── the review page
  'review/not-signed-in': request(
    401,
    'Nobody is signed in, or the session has ended.',
    'Sign in; the page you wanted opens after that.',
  ),
  'review/sign-in-failed': request(
    400,
    'The sign-in did not succeed.',
    'Begin again; if it fails again, look for what the identity provider says of this client.',
  ),
  'review/no-role': request(
    403,
    'The identity provider knows you, and none of your groups has a role here.',
    'Ask whoever manages users to put you into a group of review.oidc.roles, and of the hospital.',
  ),
  'review/identity-provider': fault(
    'The identity provider does not answer, or not as one does.',
    'Check review.oidc.issuer, or the SMART configuration of the FHIR server; then try again.',
  ),
  'review/launch-unknown': request(
    400,
    'The page was opened from a FHIR server that is not configured for it.',
    'Give the client a review.launch in the configuration, and its fhirServers that address.',
  ),
  'review/launch-context': request(
    403,
    'The EHR did not say which practitioner and which patient it is about.',
    'Let the EHR grant the scopes launch, openid, fhirUser, and open the page with a patient in context.',
  ),
  'review/launch-only': request(
    403,
    'This page is opened from the EHR alone.',
    'Open it from the card in the record of a patient, or configure review.oidc.',
  ),
  'review/not-allowed': request(
    403,
    'Your role does not allow this.',
    'Ask whoever manages users for the role reader, reviewer or admin.',
  ),
  'review/not-found': request(404, 'There is no such study here.', 'Open it from the worklist.'),
  'review/no-images': request(
    404,
    'There are no images to show for this measurement.',
    'No series was chosen, or the images may be of another patient: read why it was refused.',
  ),
  'review/wrong-patient': request(
    403,
    'The study is of another patient than the record that the page was opened from.',
    'Open the page from the record of the right patient, or sign in directly.',
  ),
  'review/no-decision': request(422, 'No decision was chosen.', 'Choose one and send the form again.'),
  'review/reason-needed': request(
    422,
    'A rejection, and a question to a colleague, need a reason.',
    'Write why, and send the form again.',
  ),
  'review/nothing-drawn': request(
    422,
    'Changes were to be confirmed, and nothing was drawn.',
    'Draw on the images first, or confirm the result as it is.',
  ),
  'review/held': request(
    422,
    'A colleague has taken this finding, and it was not said that you decide nevertheless.',
    'Say so in the form, or leave the decision to them.',
  ),
  'review/no-number-drawn': request(
    422,
    'Changes were to be confirmed, and there is no M-score as they were drawn.',
    'Draw otherwise, ask a colleague, or reject with the reason: nothing was decided.',
  ),
  'review/nothing-to-confirm': request(
    422,
    'There is no number that could be confirmed.',
    'Draw what is missing, reject, or ask a colleague.',
  ),
  'review/withdrawn': request(
    409,
    'The study was entered in error: there is nothing to decide.',
    'Read on its page what says so; once that says otherwise, it can be decided.',
  ),
  'review/no-page': request(404, 'There is no such page.', 'Follow the links of the page.'),
  'review/taken': request(
    409,
    'Somebody else has taken this finding meanwhile.',
    'Load the list again; it says who has it.',
  ),
  'review/forged': request(
    403,
    'The request did not come from this page, or the page is of an earlier session.',
    'Load the page again and repeat it.',
  ),
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof catalogue;

/** Codes of what a reader must know about a number. */
export type LimitCode = {
  [Code in ErrorCode]: (typeof catalogue)[Code]['kind'] extends 'limit' ? Code : never;
}[ErrorCode];
