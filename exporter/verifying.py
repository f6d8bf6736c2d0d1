"""Is a file what its source says? It is read back as its LMS reads it, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from exporter.assets import Images
from exporter.comparing import Difference, differences, same_field
from exporter.formats.reading import Given
from exporter.formats.target import NO_IDENTIFIERS, Loss, Target
from exporter.quiz import Quiz


def undeclared(target: Target, quiz: Quiz, written: Path, images: Images, declared: Iterable[Loss]) -> Iterator[Difference | str]:
    """Yield what a written file does not hold as the quiz says it, though nothing was declared about that.

    Args:
        target: what wrote the file.
        quiz: what was written, without the questions that were left out.
        written: the file.
        images: where the images of the quiz are.
        declared: what the target said it does not carry as it is.

    Yields:
        differences; texts for what is wrong with the file itself.

    Raises:
        OSError: the file cannot be read.
    """
    given = Given(written.read_bytes(), f"{quiz.id}{target.suffix}")
    yield from target.unsound(given)
    reading = target.read(given)
    found = next((each for each in reading.quizzes if each.id == quiz.id), None)
    if found is None:
        said = next((each.message for each in reading.diagnostics), "it holds nothing")
        yield f"the quiz `{quiz.id}` cannot be read back: {said}"
        return
    losses: dict[int, list[Loss]] = {}
    everywhere: list[Loss] = []
    for loss in declared:
        losses.setdefault(id(loss.part), []).append(loss)
        everywhere += [loss] if loss.what == NO_IDENTIFIERS else []
    own_images = reading.images_or(images)
    for difference in differences(quiz, found, images, own_images):
        if not is_declared(difference, [*losses.get(id(difference.part), ()), *everywhere]):
            yield difference


def is_declared(difference: Difference, losses: Iterable[Loss]) -> bool:
    """Return whether a loss says that a field arrives in another form, or not at all."""
    return any(
        (loss.part is difference.part and same_field(loss.path, difference.path))
        or (loss.what == NO_IDENTIFIERS and difference.path == ("id",))
        for loss in losses
    )
