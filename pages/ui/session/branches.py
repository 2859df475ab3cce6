"""Branches: what the decoder would have done, had something been different. Values only; each change makes another.

A branch is a beginning that is forced and a list of edits. Branch 0 is the original, in which nothing is changed; the
others come after it, each behind the one it grew from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits import Edit
from seq2seq.config.errors import InvalidRequest
from seq2seq.config.schema import Request


@dataclass(frozen=True)
class Branch:
    """`parent` is the number of the branch it grew from. Without a `name` it is called after its changes."""

    parent: int = 0
    prefix: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    name: str = ""

    def of(self, request: Request) -> Request:
        """The request that decodes this branch."""
        return replace(request, prefix=self.prefix, edits=self.edits)


@dataclass(frozen=True)
class BranchHistory:
    """All branches but the original, the number of the one in view, and of the `base` it is compared with."""

    grown: tuple[Branch, ...] = ()
    active: int = 0
    base: int = 0

    def __len__(self) -> int:
        return len(self.grown) + 1

    def __getitem__(self, number: int) -> Branch:
        if not 0 <= number < len(self):
            raise InvalidRequest("there is no branch {number}", number=number)
        return self.grown[number - 1] if number else Branch()

    @property
    def now(self) -> Branch:
        return self[self.active]

    def look(self, number: int) -> BranchHistory:
        """The same branches, another one in view. Raises ValueError where there is none."""
        return replace(self, active=number) if self[number] else self

    def compare(self, number: int) -> BranchHistory:
        """The one in view beside another than the original. Raises ValueError where there is none."""
        return replace(self, base=number) if self[number] else self

    def grow(self, branch: Branch) -> BranchHistory:
        """One more, in view; one that says the same as another is not grown twice."""
        for number in range(len(self)):
            if (self[number].prefix, self[number].edits) == (branch.prefix, branch.edits):
                return replace(self, active=number)
        return replace(self, grown=(*self.grown, branch), active=len(self))

    def speak(self, piece_at: int, pieces: tuple[str, ...], said: tuple[str, ...]) -> BranchHistory:
        """Grow a branch that says `pieces` from step `piece_at` on, after what the branch in view has `said`. Where
        that one began with a word of its own at the same step, the new one stands beside it."""
        now = self.now
        beside = self.active and len(now.prefix) == piece_at + 1
        parent = now.parent if beside else self.active
        return self.grow(Branch(parent, (*said[:piece_at], *pieces), now.edits))

    def change(self, edit: Edit) -> BranchHistory:
        """Add an edit to the branch in view; to the original, none is ever added: a branch grows. An edit that is in
        force already is taken back."""
        edits = self.now.edits
        if edit in edits:
            return self.put(replace(self.now, edits=tuple(each for each in edits if each != edit)))
        return self.put(replace(self.now, edits=(*(each for each in edits if not edit.replaces(each)), edit)))

    def drop(self, number: int) -> BranchHistory:
        """Take back the edit of this number; the one behind the last is the forced beginning."""
        now = self.now
        if number == len(now.edits):
            return self.put(replace(now, prefix=()))
        return self.put(replace(now, edits=now.edits[:number] + now.edits[number + 1 :]))

    def put(self, branch: Branch) -> BranchHistory:
        """The branch in view becomes this one; where nothing is changed any more it is gone."""
        if not self.active:
            return self.grow(branch)
        if not branch.prefix and not branch.edits:
            return self.prune(self.active)
        return replace(self, grown=(*self.grown[: self.active - 1], branch, *self.grown[self.active :]))

    def copy(self) -> BranchHistory:
        """A branch that begins as a copy of the one in view, to be changed further."""
        twin = replace(self.now, parent=self.active, name="")
        return replace(self, grown=(*self.grown, twin), active=len(self))

    def prune(self, number: int) -> BranchHistory:
        """Without this branch; what grew from it grows from its parent. The original can't be pruned."""
        gone = self[number]
        if not number:
            return self
        kept = (*self.grown[: number - 1], *self.grown[number:])
        heir = {old: old - (old > number) for old in range(len(self))} | {number: gone.parent}
        grown = tuple(replace(each, parent=heir[each.parent]) for each in kept)
        return BranchHistory(grown, heir[self.active], heir[self.base])

    def depths(self) -> list[int]:
        """How far each branch lies from the original, which is the first and lies at 0."""
        depths = [0]
        for branch in self.grown:
            depths.append(depths[branch.parent] + 1)
        return depths

    def order(self) -> list[int]:
        """The numbers of all branches as a tree has them: each behind its parent and the elder of its kin."""

        def below(number: int) -> list[int]:
            children = [child for child in range(1, len(self)) if self[child].parent == number]
            return [number, *(each for child in children for each in below(child))]

        return below(0)
