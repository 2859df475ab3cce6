"""Branches: translations with a forced prefix or edits, as immutable values.

Branch 0 is the original translation without changes. Every other branch has a parent with a lower number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits import Edit
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request


@dataclass(frozen=True)
class Branch:
    """A forced prefix and edits; `parent` is the number of the branch it comes from. Without a `name`, its changes are
    its title."""

    parent: int = 0
    prefix: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    name: str = ""

    def of(self, request: Request) -> Request:
        """The request that decodes this branch."""
        return replace(request, prefix=self.prefix, edits=self.edits)


@dataclass(frozen=True)
class BranchHistory:
    """All branches except the original, the number of the one in view, and that of the `base` it is compared with."""

    branches: tuple[Branch, ...] = ()
    active: int = 0
    base: int = 0

    def __len__(self) -> int:
        return len(self.branches) + 1

    def __getitem__(self, number: int) -> Branch:
        if not 0 <= number < len(self):
            raise InvalidRequest("there is no branch {number}", number=number)
        return self.branches[number - 1] if number else Branch()

    @property
    def now(self) -> Branch:
        return self[self.active]

    def look(self, number: int) -> BranchHistory:
        """The same branches with another one in view. Raises ValueError if it does not exist."""
        return replace(self, active=number) if self[number] else self

    def compare(self, number: int) -> BranchHistory:
        """The same branches with another `base`. Raises ValueError if it does not exist."""
        return replace(self, base=number) if self[number] else self

    def add(self, branch: Branch) -> BranchHistory:
        """Add a branch and view it; if one with the same changes exists, view that."""
        for number in range(len(self)):
            if (self[number].prefix, self[number].edits) == (branch.prefix, branch.edits):
                return replace(self, active=number)
        return replace(self, branches=(*self.branches, branch), active=len(self))

    def force(self, piece_at: int, pieces: tuple[str, ...], output: tuple[str, ...]) -> BranchHistory:
        """Add a branch that forces `pieces` from step `piece_at` on, after the `output` of the branch in view up to
        there. It is a sibling of that branch if that one forces its last piece at the same step, otherwise a child."""
        now = self.now
        sibling = self.active and len(now.prefix) == piece_at + 1
        parent = now.parent if sibling else self.active
        return self.add(Branch(parent, (*output[:piece_at], *pieces), now.edits))

    def change(self, edit: Edit) -> BranchHistory:
        """Add an edit to the branch in view, or remove it if it has it already. The original is not changed: an edit
        of it becomes a new branch."""
        edits = self.now.edits
        if edit in edits:
            return self.replace_active(replace(self.now, edits=tuple(other for other in edits if other != edit)))
        return self.replace_active(
            replace(self.now, edits=(*(other for other in edits if not edit.replaces(other)), edit))
        )

    def drop(self, number: int) -> BranchHistory:
        """Remove the edit of this number; the number after the last edit means the forced prefix."""
        now = self.now
        if number == len(now.edits):
            return self.replace_active(replace(now, prefix=()))
        return self.replace_active(replace(now, edits=now.edits[:number] + now.edits[number + 1 :]))

    def replace_active(self, branch: Branch) -> BranchHistory:
        """Replace the branch in view; a branch without changes is removed."""
        if not self.active:
            return self.add(branch)
        if not branch.prefix and not branch.edits:
            return self.prune(self.active)
        return replace(self, branches=(*self.branches[: self.active - 1], branch, *self.branches[self.active :]))

    def copy(self) -> BranchHistory:
        """Add a copy of the branch in view as its child, and view it."""
        duplicate = replace(self.now, parent=self.active, name="")
        return replace(self, branches=(*self.branches, duplicate), active=len(self))

    def prune(self, number: int) -> BranchHistory:
        """Remove a branch; its children become those of its parent. The original can't be removed."""
        removed = self[number]
        if not number:
            return self
        others = (*self.branches[: number - 1], *self.branches[number:])
        new_number = {old: old - (old > number) for old in range(len(self))} | {number: removed.parent}
        branches = tuple(replace(branch, parent=new_number[branch.parent]) for branch in others)
        return BranchHistory(branches, new_number[self.active], new_number[self.base])

    def depths(self) -> list[int]:
        """The depth of each branch in the tree; the original has depth 0."""
        depths = [0]
        for branch in self.branches:
            depths.append(depths[branch.parent] + 1)
        return depths

    def order(self) -> list[int]:
        """The numbers of all branches in preorder, children by number."""

        def below(number: int) -> list[int]:
            children = [child for child in range(1, len(self)) if self[child].parent == number]
            return [number, *(descendant for child in children for descendant in below(child))]

        return below(0)
