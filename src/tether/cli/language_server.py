"""``tether lsp``: the checker under the pen, for every editor that speaks the Language Server Protocol over stdio.

Findings and faults appear as one types (a moment after the last key), a key explains itself under the cursor, what may
stand there is offered, and what can be mended is mended by a choice from a menu. What is shown, offered and explained
is ``charter/drafting.py``'s; this file holds the texts, counts positions as the client does and answers in its types.

Only charters are served: YAML texts with a key ``charter``. The server keeps its own copy of each text, since a client
counts lines and UTF-16 units where YAML counts lines and characters. A check runs on a thread of its own; of several
texts in a row the last is checked. A fault of the server's own is logged to the client, and the last findings stay.
"""

from __future__ import annotations

import asyncio
import bisect
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from tether import __version__
from tether.charter.configuration import CheckSettings, settings_of_all
from tether.charter.drafting import Draft, Mark, Stretch, Symbol
from tether.charter.fixes import Fix
from tether.charter.read import read_charter
from tether.charter.reports.output import CheckContext
from tether.cli.charters import context_of_case
from tether.documents.yaml_edit import TextPlaces
from tether.errors import TetherError, UsageError, extra_needed

PAUSE = 0.25  # seconds after the last change until a text is checked
FIX_ALL = "source.fixAll.tether"
LONGEST = 2_000_000  # characters of a text that is checked while it is typed
SEVERITIES = {
    "stop": lsp.DiagnosticSeverity.Error,
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}
KINDS = {
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
    "id": lsp.CompletionItemKind.Reference,
}
_LINES = re.compile("\r\n|\n|\r")  # as the protocol counts them
UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class ClientPlaces:
    """Turns the client's lines and units into offsets of a text, and back."""

    def __init__(self, text: str, encoding: str = "utf-16"):
        self.text, self.encoding = text, encoding
        self._starts = [0, *(m.end() for m in _LINES.finditer(text))]
        self._own = TextPlaces(text)

    def offset(self, position: lsp.Position) -> int:
        """Return the offset of a client's position; its line's end beyond it, the text's end beyond the last line."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        end = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        units = line.encode(UNITS[self.encoding], "surrogatepass")[: position.character * WIDTH[self.encoding]]
        return start + len(units.decode(UNITS[self.encoding], "ignore"))

    def position(self, offset: int) -> lsp.Position:
        """Return the client's position of an offset."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect.bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset].encode(UNITS[self.encoding], "surrogatepass")
        return lsp.Position(line, len(before) // WIDTH[self.encoding])

    def place(self, position: lsp.Position) -> tuple[int, int]:
        """Return line and column, from 1 and in characters, of a client's position."""
        return self._own.place(self.offset(position))

    def range(self, at: Stretch) -> lsp.Range:
        """Return the client's range of a stretch."""
        start, end = self._own.offset(at.line, at.column), self._own.offset(at.end_line, at.end_column)
        return lsp.Range(self.position(start), self.position(max(start, end)))


@dataclass
class OpenText:
    """A text that is open in the client: as it is now, and as it was last checked."""

    uri: str
    text: str
    version: int
    draft: Draft = field(default_factory=Draft)
    waiting: asyncio.TimerHandle | None = None

    @property
    def file(self) -> str:
        """The path of the file, or the address of a text that is none."""
        return uris.to_fs_path(self.uri) or self.uri


class CharterServer(LanguageServer):
    """The server: texts by address, and one thread that checks them."""

    def __init__(self, pause: float = PAUSE) -> None:
        super().__init__("tether", __version__, lsp.TextDocumentSyncKind.Incremental)
        self.pause = pause
        self.texts: dict[str, OpenText] = {}
        self.checker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._told: set[str] = set()
        self._theatres: dict[str, Any] = {}
        self._cases: dict[str, CheckContext] = {}

    @property
    def encoding(self) -> str:
        """The unit in which the client counts."""
        chosen = self.server_capabilities.position_encoding
        name = str(getattr(chosen, "value", chosen) or "utf-16")
        return name if name in UNITS else "utf-16"

    def places(self, text: str) -> ClientPlaces:
        """Return how the client counts in a text."""
        return ClientPlaces(text, self.encoding)

    # Texts

    def opened(self, uri: str, text: str, version: int) -> None:
        """Take over a text and check it at once."""
        self.texts[uri] = OpenText(uri, text, version)
        self.check_later(uri, 0)

    def changed(self, uri: str, version: int, changes: list[Any]) -> None:
        """Make a client's changes of a text, and check it when no other comes for a moment."""
        known = self.texts.get(uri)
        if known is None:
            return
        for change in changes:
            known.text = self._changed(known.text, change)
        known.version = version
        self.check_later(uri, self.pause)

    def _changed(self, text: str, change: Any) -> str:
        if getattr(change, "range", None) is None:
            return str(change.text)
        places = self.places(text)
        start, end = places.offset(change.range.start), places.offset(change.range.end)
        return text[: min(start, end)] + change.text + text[max(start, end) :]

    def closed(self, uri: str) -> None:
        """Forget a text, and take its marks away."""
        known = self.texts.pop(uri, None)
        if known is not None and known.waiting is not None:
            known.waiting.cancel()
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def check_later(self, uri: str, pause: float) -> None:
        """Check a text after a pause; a later call takes the place of an earlier one."""
        known = self.texts[uri]
        if known.waiting is not None:
            known.waiting.cancel()
        loop = asyncio.get_running_loop()
        known.waiting = loop.call_later(pause, lambda: loop.create_task(self._check(uri)))

    async def _check(self, uri: str) -> None:
        known = self.texts.get(uri)
        if known is None:
            return
        text, version, draft = known.text, known.version, known.draft
        loop = asyncio.get_running_loop()
        try:
            made = await loop.run_in_executor(self.checker, self._checked, draft, text, known.file)
        except Exception as error:  # nothing that a text holds may end the server: the last findings stay
            said = str(error) if isinstance(error, TetherError) else f"{type(error).__name__}: {error}"
            self.say_once(f"{known.file}: this text could not be checked ({said}); the last findings stay")
            return
        if self.texts.get(uri) is known and known.version == version:
            known.draft = made
            self._publish(known)

    def _checked(self, draft: Draft, text: str, file: str) -> Draft:
        if len(text) > LONGEST:
            raise UsageError(f"a text of {len(text):,} characters; expected at most {LONGEST:,} while it is typed")
        settings, context = self._context(file)
        return draft.with_text(text, file, settings, context.theatre, context.base, context.known)

    def _context(self, file: str) -> tuple[CheckSettings, CheckContext]:
        """Return the settings of a file's folder and what they have it read beside; the usual where they can't be read.

        A case and a theatre are opened once; a status quo may be edited, and is read again.
        """
        try:
            (settings,) = settings_of_all([Path(file)])
            if settings.case:
                if settings.case not in self._cases:
                    self._cases[settings.case] = context_of_case(settings.case)
                return settings, self._cases[settings.case]
            if settings.country and settings.country not in self._theatres:
                from tether.theatre import load

                self._theatres[settings.country] = load(settings.country)
            theatre = self._theatres.get(settings.country)
            base = read_charter(settings.base, theatre) if settings.base else None
            return settings, CheckContext(theatre, base, as_of=settings.as_of)
        except (TetherError, OSError, ModuleNotFoundError) as error:
            needed = extra_needed(error) if isinstance(error, ModuleNotFoundError) else error
            self.say_once(str(needed or error))
            return CheckSettings(), CheckContext()

    def say_once(self, message: str) -> None:
        """Show a message to the user, each once."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, message))

    # What is shown

    def _publish(self, known: OpenText) -> None:
        places = self.places(known.text)
        marks = [self._diagnostic(m, known, places) for m in known.draft.marks]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(known.uri, marks, known.version))

    def _diagnostic(self, mark: Mark, known: OpenText, places: ClientPlaces) -> lsp.Diagnostic:
        related = [
            lsp.DiagnosticRelatedInformation(
                lsp.Location(uris.from_fs_path(file) or file if file else known.uri, self._range_in(file, at, places)),
                said,
            )
            for file, at, said in mark.related
        ]
        return lsp.Diagnostic(
            range=places.range(mark.at),
            message=mark.message,
            severity=SEVERITIES[mark.severity],
            code=mark.code or None,
            source="tether",
            related_information=related or None,
        )

    def _range_in(self, file: str, at: Stretch, places: ClientPlaces) -> lsp.Range:
        if not file:
            return places.range(at)
        return lsp.Range(lsp.Position(at.line - 1, at.column - 1), lsp.Position(at.line - 1, at.column - 1))

    # What is asked

    def hover(self, uri: str, position: lsp.Position) -> lsp.Hover | None:
        """Explain what stands at a position."""
        known = self.texts.get(uri)
        if known is None:
            return None
        places = self.places(known.text)
        found = self._now(known).explained(*places.place(position))
        if found is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, found[0]), places.range(found[1]))

    def completions(self, uri: str, position: lsp.Position) -> list[lsp.CompletionItem]:
        """Offer what may stand at a position."""
        known = self.texts.get(uri)
        if known is None:
            return []
        offered = self._now(known).completions(*self.places(known.text).place(position))
        return [
            lsp.CompletionItem(
                label=c.label,
                kind=KINDS[c.kind],
                detail=c.detail or None,
                documentation=c.explained or None,
                insert_text=f"{c.label}: " if c.kind == "key" else c.label,
                sort_text=f"{number:04d}",
            )
            for number, c in enumerate(offered)
        ]

    def definition(self, uri: str, position: lsp.Position) -> lsp.Location | None:
        """Return where the id at a position is declared."""
        known = self.texts.get(uri)
        if known is None:
            return None
        places = self.places(known.text)
        at = self._now(known).defined(*places.place(position))
        return lsp.Location(uri, places.range(at)) if at else None

    def symbols(self, uri: str) -> list[lsp.DocumentSymbol]:
        """Return the sections of a text with their rows."""
        known = self.texts.get(uri)
        if known is None:
            return []
        places = self.places(known.text)
        return [_symbol(s, places) for s in self._now(known).symbols()]

    def actions(self, uri: str, asked: lsp.Range, only: list[Any] | None) -> list[lsp.CodeAction]:
        """Return what can be mended in a range, the safe first; nothing for a text that has changed since its check."""
        known = self.texts.get(uri)
        if known is None or known.draft.text != known.text:
            return []
        places = self.places(known.text)
        kinds = [str(getattr(kind, "value", kind)) for kind in only or ()]
        found = []
        if _wanted("quickfix", kinds):
            for mark in known.draft.marks:
                if _meets(places.range(mark.at), asked):
                    shown = self._diagnostic(mark, known, places)
                    found += [self._action(f, known, places, "quickfix", shown) for f in known.draft.fixes(mark)]
            migration = known.draft.migration
            if migration is not None and asked.start.line <= 3:
                found.append(self._action(migration, known, places, "quickfix", None))
        if _wanted(FIX_ALL, kinds):
            fix = known.draft.all_safe
            if fix is not None:
                found.append(self._action(fix, known, places, FIX_ALL, None))
        return found

    def _action(
        self, fix: Fix, known: OpenText, places: ClientPlaces, kind: str, shown: lsp.Diagnostic | None
    ) -> lsp.CodeAction:
        edits = [
            lsp.TextEdit(places.range(Stretch(e.line, e.column, e.end_line, e.end_column)), e.text) for e in fix.edits
        ]
        edit = lsp.OptionalVersionedTextDocumentIdentifier(known.uri, known.version)
        title = fix.title if fix.kind == "safe" else f"{fix.title} ({fix.kind})"
        return lsp.CodeAction(
            title=title,
            kind=kind,
            diagnostics=[shown] if shown else None,
            is_preferred=fix.kind == "safe" or None,
            edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(edit, list(edits))]),
        )

    def _now(self, known: OpenText) -> Draft:
        """Return the draft with the text as it is, unchecked where it has changed since: places are the text's own."""
        return known.draft.retyped(known.text)


def _wanted(kind: str, asked: list[str]) -> bool:
    return not asked or any(kind == one or kind.startswith(f"{one}.") for one in asked)


def _meets(one: lsp.Range, other: lsp.Range) -> bool:
    start, end = (one.start.line, one.start.character), (one.end.line, one.end.character)
    return start <= (other.end.line, other.end.character) and (other.start.line, other.start.character) <= end


def _symbol(symbol: Symbol, places: ClientPlaces) -> lsp.DocumentSymbol:
    whole, name = places.range(symbol.at), places.range(symbol.key)
    whole = whole if _meets(whole, name) and name.end.line <= whole.end.line else name
    end = max((whole.end.line, whole.end.character), (name.end.line, name.end.character))
    whole = lsp.Range(name.start, lsp.Position(*end))
    return lsp.DocumentSymbol(
        name=symbol.name,
        kind=lsp.SymbolKind.Module if symbol.below else lsp.SymbolKind.Field,
        range=whole,
        selection_range=name,
        detail=symbol.detail or None,
        children=[_symbol(s, places) for s in symbol.below] or None,
    )


def server(pause: float = PAUSE) -> CharterServer:
    """Return the server with everything that it answers."""
    made = CharterServer(pause)
    _serve_texts(made)
    _serve_questions(made)
    return made


def _serve_texts(made: CharterServer) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        doc = params.text_document
        made.opened(doc.uri, doc.text, doc.version)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        made.changed(params.text_document.uri, params.text_document.version, list(params.content_changes))

    @made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        for uri in made.texts:  # a status quo or a file of settings may be what was saved
            made.check_later(uri, 0)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)


def _serve_questions(made: CharterServer) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        return made.hover(params.text_document.uri, params.position)

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "[", "{", ","]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        return lsp.CompletionList(False, made.completions(params.text_document.uri, params.position))

    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        return made.definition(params.text_document.uri, params.position)

    @made.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        return made.symbols(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=["quickfix", FIX_ALL]))
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return made.actions(params.text_document.uri, params.range, list(params.context.only or ()))
