"""Finds the conditions of a Swift file and wraps each so that one number inverts it.

No parser: words, brackets and strings are enough for code that swift-format has laid out. What is taken for a
condition and is none does not compile, and the caller leaves it out.
"""

import re
from dataclasses import dataclass

OPENING, CLOSING = "([{", ")]}"
# A line that begins so goes on with the expression of the line before, one that ends so does not end it.
CONTINUES = re.compile(r"\s*(&&|\|\||\?|:|\.|[=!<>]=|[<>+*/-]|in\b)")
GOES_ON = re.compile(r"(&&|\|\||[?:=,(+<>-]|\breturn|\bin)$")
OPERATOR = re.compile(r"(&&|\|\||[?:,(+<>-]|[=!<>]=)$")
CLOSURE = re.compile(r"\.(?:filter|contains|first|last|allSatisfy)(?:\(where:)?\s*\{")
COMPARISON = re.compile(r" (?:==|!=|<|>|<=|>=|&&|\|\|) |^!|\.contains\b|\.isEmpty$")


@dataclass(frozen=True)
class Condition:
    """A condition: where it stands, what is put around it, and how it is called in a report."""

    start: int
    end: int
    before: str
    after: str
    text: str


def masked(text):
    """The text with strings and comments blanked, of the same length."""
    pattern = re.compile(r'"""[\s\S]*?"""|"(?:\\\((?:[^()]|\([^()]*\))*\)|\\.|[^"\\\n])*"|//[^\n]*')
    return pattern.sub(lambda m: re.sub(r"[^\n]", "_", m[0]) if m[0][0] == '"' else " " * len(m[0]), text)


class Finder:
    """The conditions of one file."""

    def __init__(self, text):
        self.text, self.code = text, masked(text)
        self.found = {}

    def conditions(self):
        for word in re.finditer(r"\b(guard|if|while)\b(?=\s)", self.code):
            end = self.end_of_list(word.end(), word[1] == "guard")
            for clause in self.split(word.end(), end, ","):
                self.clause(*clause, binds=word[1] != "while")
        for word in re.finditer(r"\bwhere ", self.code):
            head = self.code[self.code.rfind("\n", 0, word.start()) + 1 : word.start()].split() or [""]
            if not {"extension", "func", "struct"} & set(head):
                self.boolean(word.end(), self.next_at_level(word.end(), "{:" if "case" in head[0] else "{"))
        for call in CLOSURE.finditer(self.code):
            self.closure(call.end(), self.matching(call.end() - 1))
        for name in re.finditer(r"\blet (?:is|has|may|can|needs)[A-Z]\w*\s*=\s", self.code):
            end = self.end_of_statement(name.end())
            self.value(name.end(), end)
        for function in re.finditer(r"-> Bool \{", self.code):
            self.closure(function.end(), self.matching(function.end() - 1))
        for mark in re.finditer(r"\s\? ", self.code):
            self.ternary(mark.start())
        for label in re.finditer(r"(?m)^ *case ", self.code):
            self.label(label.end(), self.next_at_level(label.end(), ":\n"))
        for rule in re.finditer(r"func findings\((in) (\w+): (\w+)\) -> \[Finding\] \{", self.code):
            self.silence(rule)
        for literal in re.finditer(r"\[\.\w+(?:, \.\w+)+\]", self.code):
            words = literal[0][1:-1].split(", ")
            at = literal.start() + 1
            for word, other in zip(words, words[1:] + words[:1]):
                self.add(at, at + len(word), f"(isMutant(#) ? {other} : ", ")")
                at += len(word) + 2
        return sorted(self.found.values(), key=lambda c: (c.start, -c.end))

    # What is mutated

    def add(self, start, end, before, after):
        while start < end and self.code[start].isspace():
            start += 1
        while end > start and self.code[end - 1].isspace():
            end -= 1
        if start < end and (start, end) not in self.found:
            words = " ".join(self.text[start:end].split())
            self.found[start, end] = Condition(start, end, before, after, words)

    def clause(self, start, end, binds):
        """One clause of guard, if or while: what binds is made to fail, what does not is inverted."""
        body = self.code[start:end].strip()
        if body.startswith(("let ", "var ")) and binds:
            value = re.compile(r"\s*(?:let|var) (\w+)(?:: [^=]+)?(\s*=\s)?").match(self.code, start, end)
            if value and value[2]:
                self.add(value.end(), end, "(isMutant(#) ? nil : (", "))")
            elif value:
                self.add(start, end, "", f" = (isMutant(#) ? nil : {value[1]})")
        elif body.startswith("case ") and binds:
            self.add(start, end, "!isMutant(#), ", "")
        elif not body.startswith(("let ", "var ", "case ")):
            self.boolean(start, end)

    def boolean(self, start, end):
        """Each operand of a boolean expression."""
        for operator in ("||", "&&"):
            parts = list(self.split(start, end, operator))
            if len(parts) > 1:
                for part in parts:
                    self.boolean(*part)
                return
        body = self.code[start:end]
        inner = start + len(body) - len(body.lstrip())
        if body.strip().startswith("(") and self.matching(inner) == start + len(body.rstrip()) - 1:
            self.boolean(inner + 1, self.matching(inner))
        else:
            self.add(start, end, "mutated(#, ", ")")

    def value(self, start, end):
        """An expression that is one condition, or a choice by one, which `ternary` sees."""
        if not re.search(r"\s\? ", self.level(start, end)):
            self.boolean(start, end)

    def closure(self, start, end):
        """What a closure or function answers: its one expression, or what follows each of its returns."""
        named = re.compile(r"\s*(?:\w+(?:, \w+)*|\([^()]*\)) in\b").match(self.code, start, end)
        start = named.end() if named else start
        if not re.search(r"\b(return|let|var|guard|if|for|switch)\b", self.code[start:end]):
            self.value(start, end)
            return
        for answer in re.finditer(r"\breturn ", self.code[start:end]):
            at = start + answer.end()
            stop = min(self.end_of_statement(at), end)
            if COMPARISON.search(self.code[at:stop].strip()):
                self.value(at, stop)

    def ternary(self, mark):
        """The condition in front of `?`, unless only the words of a message hang on it."""
        after = self.code[mark:].lstrip()[1:].lstrip()
        if after.startswith(('"', "_")) or re.match(r"[\w.]*(undecided|broken)\(", after):
            if not after.startswith("Self."):
                return
        start, depth = mark, 0
        while start > 0:
            at = self.code[start - 1]
            depth += (at in CLOSING) - (at in OPENING)
            line = self.code[self.code.rfind("\n", 0, start) + 1 : start]
            if depth < 0 or depth == 0 and (
                at == "," or re.search(r"(\breturn|[^=!<>]=|\bin) $", line)
                or at == "\n" and not (
                    CONTINUES.match(self.code, start) or OPERATOR.search(self.code[:start].rstrip())
                )
            ):
                break
            start -= 1
        self.boolean(start, mark)

    def label(self, start, end):
        """Each pattern of a label of a switch that has a default, which is taken instead."""
        block = self.code[self.opening(start) + 1 : self.matching(self.opening(start))]
        if self.code[end : end + 1] != ":" or " where " in self.code[start:end]:
            return
        if re.search(r"\bdefault:", block):
            for pattern in self.split(start, end, ","):
                self.add(*pattern, "", " where !isMutant(#)")

    def silence(self, rule):
        """A rule that finds nothing, in front of the one that is there."""
        _, name, kind = rule.groups()
        silent = f"in {name}: {kind}) -> [Finding] {{ isMutant(#) ? [] : findings(un_in: {name}) }}"
        before = f"{silent}; func findings(un_"
        self.found[rule.span(1)] = Condition(*rule.span(1), before, "", f"nothing about {kind}")

    # Where things end

    def opening(self, position):
        depth = 0
        while position > 0 and depth >= 0:
            position -= 1
            depth += (self.code[position] in CLOSING) - (self.code[position] in OPENING)
        return position

    def matching(self, opening):
        depth = 0
        for position in range(opening, len(self.code)):
            depth += (self.code[position] in OPENING) - (self.code[position] in CLOSING)
            if depth == 0:
                return position
        return len(self.code)

    def next_at_level(self, start, ends):
        depth = 0
        for position in range(start, len(self.code)):
            at = self.code[position]
            if depth == 0 and at in ends:
                return position
            depth += (at in OPENING) - (at in CLOSING)
            if depth < 0:
                return position
        return len(self.code)

    def end_of_list(self, start, is_guard):
        if not is_guard:
            return self.next_at_level(start, "{")
        for word in re.finditer(r"\belse\b", self.code[start:]):
            part = self.code[start : start + word.start()]
            if sum(part.count(c) for c in OPENING) == sum(part.count(c) for c in CLOSING):
                return start + word.start()
        return start

    def end_of_statement(self, start):
        position = start
        while True:
            position = self.next_at_level(position, "\n;")
            if position >= len(self.code) or self.code[position] in CLOSING + ";":
                return position
            if not CONTINUES.match(self.code, position + 1) and not GOES_ON.search(
                self.code[start:position].rstrip() or "="
            ):
                return position
            position += 1

    def split(self, start, end, separator):
        depth, last, position = 0, start, start
        while position < end:
            at = self.code[position]
            depth += (at in OPENING) - (at in CLOSING)
            if depth == 0 and self.code.startswith(separator, position):
                yield last, position
                last = position = position + len(separator)
                continue
            position += 1
        yield last, end

    def level(self, start, end):
        """The text with what stands in brackets blanked."""
        depth, out = 0, []
        for at in self.code[start:end]:
            depth += at in OPENING
            out.append(at if depth == 0 else "_")
            depth -= at in CLOSING
        return "".join(out)


def rewritten(text, numbered):
    """The text with each condition wrapped; `numbered` are pairs of number and condition."""
    edits = []
    for number, condition in numbered:
        size = condition.end - condition.start
        edits.append((condition.start, 1, -size, condition.before.replace("#", str(number))))
        edits.append((condition.end, 0, size, condition.after.replace("#", str(number))))
    for position, _, _, piece in sorted(edits, reverse=True):
        text = text[:position] + piece + text[position:]
    return text
