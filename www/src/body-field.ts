/**
 * A field for a body, which keeps the exact bytes of what was dropped or pasted until the text is
 * edited.
 */
import { byId } from './dom.js';
import { fromUtf8, isSame, utf8 } from './text.js';
import { amount, notices } from './visible-bytes.js';

export interface BodyField {
  /** Undefined as long as nothing was put in, nor left out on purpose. */
  readonly bytes: Uint8Array | undefined;
  /** The name of the file that it came from, until it is edited. */
  readonly fileName: string | undefined;
  set: (bytes: Uint8Array | undefined, fileName?: string) => void;
}

const LARGEST = 16 * 1024 * 1024;
const SHOWN = 256 * 1024;

/** `id` is of the textarea; beside it are #id-note, #id-file and #id-drop. */
export function bodyField(id: string, changed: () => void): BodyField {
  const area = byId<HTMLTextAreaElement>(id);
  const [note, file, drop] = [
    byId(`${id}-note`),
    byId<HTMLInputElement>(`${id}-file`),
    byId(`${id}-drop`),
  ];
  let bytes: Uint8Array | undefined;
  let fileName: string | undefined;
  // A textarea knows only LF: it gives back CRLF as long as all line ends were that.
  let lineEnd = '\n';

  const describe = (problem?: string) => {
    const isExact = bytes === undefined || isSame(utf8(area.value), bytes);
    const parts =
      bytes === undefined
        ? []
        : [amount(bytes.length, 'byte', 'bytes'), ...notices(bytes.subarray(0, SHOWN))];
    if (fileName !== undefined) parts.unshift(fileName);
    note.textContent = [
      ...parts,
      ...(isExact ? [] : ['kept as these exact bytes until you edit the text']),
    ].join(' · ');
    if (problem !== undefined) note.textContent = problem;
    note.classList.toggle('problem', problem !== undefined);
  };

  const set = (given: Uint8Array | undefined, name?: string) => {
    [bytes, fileName] = [given, name];
    const text = fromUtf8(given?.subarray(0, SHOWN) ?? new Uint8Array());
    const breaks = text.match(/\r\n|\n|\r/g) ?? [];
    lineEnd = breaks.length > 0 && breaks.every((each) => each === '\r\n') ? '\r\n' : '\n';
    area.value = text;
    // Half of a long body must not be taken for the whole by editing it.
    area.readOnly = (given?.length ?? 0) > SHOWN;
    describe();
    changed();
  };

  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    if (chosen.size > LARGEST)
      return describe(
        `${chosen.name} has ${amount(chosen.size, 'byte', 'bytes')}: at most 16 MiB can be checked here`,
      );
    set(new Uint8Array(await chosen.arrayBuffer()), chosen.name);
  };

  area.addEventListener('input', () => {
    bytes = utf8(lineEnd === '\n' ? area.value : area.value.replaceAll('\n', lineEnd));
    fileName = undefined;
    describe();
    changed();
  });
  area.addEventListener('blur', () => {
    if (bytes !== undefined) return;
    bytes = new Uint8Array();
    describe();
    changed();
  });
  area.addEventListener('paste', (event) => {
    const pasted = event.clipboardData;
    const isWhole = area.selectionEnd - area.selectionStart === area.value.length;
    const text = pasted?.getData('text/plain') ?? '';
    if (pasted?.files[0] !== undefined) void take(pasted.files[0]);
    else if (isWhole && text.includes('\r')) set(utf8(text));
    else return;
    event.preventDefault();
  });
  file.addEventListener('change', () => {
    void take(file.files?.[0]);
    file.value = '';
  });

  for (const name of ['dragenter', 'dragover'] as const) {
    drop.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  drop.addEventListener('dragleave', (event) => {
    if (!drop.contains(event.relatedTarget as Node | null)) drop.classList.remove('over');
  });
  drop.addEventListener('drop', (event) => {
    drop.classList.remove('over');
    if (event.dataTransfer?.files[0] === undefined) return;
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  });

  return {
    get bytes() {
      return bytes;
    },
    get fileName() {
      return fileName;
    },
    set,
  };
}
