"""Places of a label go where sorters believe what is made."""

from itertools import pairwise

import pytest

torch = pytest.importorskip("torch")

from workbench.models.synthesise.usual_places import UsualPlaces  # noqa: E402
from workbench.training.believed_places import move_to_believed  # noqa: E402

SIZE = 4


def _as_it_is(place, label):
    return place


def _first_number_tells(made):
    """Label 0 lies above 1, label 1 below."""
    return torch.stack([4.0 * (made[:, 0] - 1.0), torch.zeros(len(made))], dim=1)


def _share_believed(places, number):
    points = torch.randn(4000, SIZE, generator=torch.Generator().manual_seed(9))
    made = places.place(points, torch.full((4000,), number))
    return float((_first_number_tells(made).argmax(1) == number).float().mean())


def test_a_label_moves_to_where_it_is_believed_and_keeps_its_volume():
    places = UsualPlaces(2, SIZE)
    places.centre[1, 0] = -3.0
    before = [_share_believed(places, number) for number in (0, 1)]
    assert before[0] < 0.2 and before[1] > 0.99
    move_to_believed(places, _as_it_is, [_first_number_tells, _first_number_tells], seed=0)
    assert _share_believed(places, 0) > 0.9
    assert torch.linalg.det(places.spread[0]) == pytest.approx(1.0, abs=1e-3)
    assert places.spread[0, 0, 0] < 0.9  # narrower along what tells, wider along the rest
    assert places.centre[0, 1:].abs().max() < 0.5
    assert torch.equal(places.spread[1], torch.eye(SIZE)) and places.centre[1].tolist() == [-3.0, 0.0, 0.0, 0.0]


def test_the_same_seed_moves_alike_and_all_sorters_must_believe():
    def other(made):
        return torch.stack([4.0 * made[:, 1], torch.zeros(len(made))], dim=1)

    moved = []
    for _ in range(2):
        places = UsualPlaces(1, SIZE)
        both = [_first_number_tells, other]
        move_to_believed(places, _as_it_is, both, seed=3)
        moved.append(places)
    assert all(torch.equal(a.centre, b.centre) and torch.equal(a.spread, b.spread) for a, b in pairwise(moved))
    assert moved[0].centre[0, 0] > 0.5 and moved[0].centre[0, 1] > 0.5
