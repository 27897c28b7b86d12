import { CodedError, reason, type CodedReason, type ErrorCode } from '../errors.ts';
import { type Annotation, parseAnnotation, type StudyAnnotations } from './annotation.ts';

export interface AnnotationLimits {
  readonly maxObjects: number;
  /** All of them together, as they are when unpacked. */
  readonly maxBytes: number;
}

/** Scanners and readers leave a handful in a study; a segmentation of the whole spine has some megabytes. */
const DEFAULT_LIMITS: AnnotationLimits = { maxObjects: 20, maxBytes: 64 * 1024 ** 2 };

/** What is wrong for every object, and may pass; anything else is wrong with one of them. */
const OF_THE_SOURCE: readonly ErrorCode[] = ['pacs/unavailable', 'pacs/timeout'];

/**
 * Reads the annotation objects of one study one after the other. What cannot be read is told in
 * `spine/annotation-unread` and left out: the levels may be found without it.
 */
export class AnnotationReader {
  readonly #studyInstanceUid: string;
  readonly #limits: AnnotationLimits;
  readonly #objects = new Map<string, Annotation>();
  readonly #unread: CodedReason[] = [];
  #tried = 0;
  #bytes = 0;

  constructor(studyInstanceUid: string, limits: Partial<AnnotationLimits> = {}) {
    this.#studyInstanceUid = studyInstanceUid;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Objects may still be read; once they may not, `add` only says so. */
  get isOpen(): boolean {
    return this.#tried < this.#limits.maxObjects;
  }

  /**
   * One more object.
   *
   * @param load gives the file, of no more than `maxBytes`
   * @throws CodedError `pacs/unavailable`, `pacs/timeout`
   */
  async add(load: (maxBytes: number) => Promise<Uint8Array>): Promise<void> {
    this.#tried += 1;
    if (this.#tried > this.#limits.maxObjects) {
      if (this.#tried === this.#limits.maxObjects + 1)
        this.#say(`more than ${this.#limits.maxObjects} of them`);
      return;
    }
    await this.attempt(async () => {
      const room = this.#limits.maxBytes - this.#bytes;
      const bytes = await load(room);
      // Bytes that turn out to be unreadable have been read as well.
      this.#bytes += bytes.length;
      if (bytes.length > room) throw new CodedError('pacs/too-large');
      const parsed = parseAnnotation(bytes);
      if (parsed === undefined) return;
      this.#bytes += Math.max(0, parsed.size - bytes.length);
      if (this.#bytes > this.#limits.maxBytes) throw new CodedError('pacs/too-large');
      const { annotation } = parsed;
      if (annotation.studyInstanceUid !== this.#studyInstanceUid) {
        throw new CodedError('dicom/invalid', 'of another study');
      }
      this.#objects.set(annotation.sopInstanceUid, annotation);
    });
  }

  /** Runs something that finds or reads objects; what fails in it is told, and the others go on. */
  async attempt(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (thrown) {
      if (!(thrown instanceof CodedError) || OF_THE_SOURCE.includes(thrown.code)) throw thrown;
      this.#say(thrown.detail === undefined ? thrown.code : `${thrown.code}: ${thrown.detail}`);
    }
  }

  result(): StudyAnnotations {
    return { objects: [...this.#objects.values()], unread: this.#unread };
  }

  #say(detail: string): void {
    this.#unread.push(reason('spine/annotation-unread', detail));
  }
}
